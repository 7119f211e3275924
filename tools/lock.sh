#!/usr/bin/env bash
# Renews the lock: every package with its hashes, for every Python from 3.11.0 on, no address of a package index.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool"
"$tool/bin/pip" install --quiet uv
for part in requirements requirements-scale requirements-dev; do
  "$tool/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links "$part.in" -o "$part.txt"
done
