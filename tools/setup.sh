#!/usr/bin/env bash
# Makes the environment on a bare Debian or Ubuntu: apt packages when missing, .venv, locked packages, .venv/bin/heat.
# Repeatable, and a no-op when nothing changed. `core` for running, `test` for the test servers and browser too.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-core}

core_libs=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
test_tools=(postgresql poppler-utils libatomic1) # the last one is what the node of playwright links to
have() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

missing=()
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
for package in "${core_libs[@]}"; do have "$package" || missing+=("$package"); done
if [ "$kind" = test ]; then
  for package in "${test_tools[@]}"; do have "$package" || missing+=("$package"); done
fi

if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=no; fi

# the headless shell draws no window around a page, which halves a browser test; where it is not to be had any Chromium does
if [ "$kind" = test ] && ! have chromium-headless-shell && [ ! -e .venv/shell.tried ]; then
  if [ "$as_root" != no ]; then
    quick=(-qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10)
    { $as_root apt-get update "${quick[@]}" && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y \
      --no-install-recommends "${quick[@]}" chromium-headless-shell; } >/dev/null 2>&1 || true
    mkdir -p .venv && touch .venv/shell.tried
  fi
fi
if [ "$kind" = test ] && ! have chromium-headless-shell && ! have chromium; then missing+=(chromium); fi

if [ ${#missing[@]} -gt 0 ]; then
  line="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$as_root" != no ]; then
    echo "安装系统组件:${missing[*]}"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root $line -qq >/dev/null
  elif [ "$kind" = test ] || [[ " ${missing[*]} " == *" python3-venv "* ]]; then
    echo "缺少系统组件,请先运行:sudo $line" >&2
    exit 2
  else
    echo "缺少打印组件,网页可用但不能生成 PDF;请运行:sudo $line" >&2
  fi
fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本" >&2; exit 2; }
[ -x .venv/bin/python ] || python3 -m venv .venv

locks=(requirements.txt)
[ "$kind" = test ] && locks+=(requirements-scale.txt requirements-dev.txt)
for lock in "${locks[@]}"; do
  stamp=.venv/$(sha256sum "$lock" | cut -c1-16).installed
  if [ ! -e "$stamp" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    touch "$stamp"
  fi
done

if [ ! -x .venv/bin/heat ]; then
  printf '#!/bin/sh\nexec "%s/.venv/bin/python" "%s/app.py" "$@"\n' "$PWD" "$PWD" > .venv/bin/heat
  chmod +x .venv/bin/heat
fi
if [ -f heat/commands/doctor.py ] && [ ! -e .venv/glyphs.checked ]; then
  .venv/bin/python app.py doctor --glyphs && touch .venv/glyphs.checked || true
fi
