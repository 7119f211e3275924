#!/usr/bin/env bash
# Builds dist/heat, one file that runs without Python, and proves it: serve, one page, one Chinese PDF.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build packaging/heat.spec
ls -l dist/heat
./tools/smoke.sh ./dist/heat
