#!/usr/bin/env bash
# Tries a built program in an empty folder, with nothing of this repository or its Python in reach: smoke.sh PROGRAM
set -euo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
port=$(python3 -c 'import socket; probe = socket.socket(); probe.bind(("127.0.0.1", 0)); print(probe.getsockname()[1])')
finish() { [ -n "${server:-}" ] && kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"; }
trap finish EXIT
cd "$folder"
clean() { env -i HOME="$folder" PATH=/usr/bin:/bin LANG=C.UTF-8 TMPDIR="$folder" "$@"; }

clean "$program" version
clean "$program" demo --households 40 --tickets 4 --seasons 2 --data "$folder/data" >logins
clean "$program" verify --data "$folder/data"
season=$(date +%Y)
# exec, so that the number kept is the program's own and not a shell's around it
(exec env -i HOME="$folder" PATH=/usr/bin:/bin LANG=C.UTF-8 TMPDIR="$folder" \
  "$program" serve --data "$folder/data" --port "$port") >server.log 2>&1 &
server=$!
for _ in $(seq 1 60); do
  kill -0 "$server" 2>/dev/null || break  # a page of somebody else on this port would prove nothing
  if python3 - "$port" 2>/dev/null <<'P'
import sys, urllib.request
assert urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/login", timeout=2).status == 200
P
  then ready=1; break; fi
  sleep 0.5
done
[ "${ready:-}" = 1 ] || { cat server.log; echo "the server did not answer" >&2; exit 1; }
clean "$program" print invoices --season "$((season - 1))-$season" --out "$folder/bills.pdf" --data "$folder/data"
[ "$(head -c 5 "$folder/bills.pdf")" = "%PDF-" ]
if command -v pdftotext >/dev/null; then pdftotext "$folder/bills.pdf" bills.txt && grep -q 账单 bills.txt; fi
echo "served a page and printed $(stat -c %s "$folder/bills.pdf") bytes of bills"
