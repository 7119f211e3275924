#!/usr/bin/env bash
# Renews the lock: every package with its hashes, no address of a package index.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool"
"$tool/bin/pip" install --quiet pip-tools
for part in requirements requirements-scale requirements-dev; do
  "$tool/bin/pip-compile" --quiet --generate-hashes --no-header --no-annotate --strip-extras --allow-unsafe \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$part.in" -o "$part.txt"
done
