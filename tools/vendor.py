"""Check that the vendored front-end files are the ones we chose, or fetch them again from npm."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "VENDOR.json"


def digest(data: bytes) -> str:
    """The sha256 of the bytes, as VENDOR.json writes it."""
    return hashlib.sha256(data).hexdigest()


def packages() -> list[dict[str, Any]]:
    """Every vendored package: name, version, licence, source, folder and its files with their hashes."""
    record: list[dict[str, Any]] = json.loads(RECORD.read_text(encoding="utf-8"))["packages"]
    return record


def strangers(package: dict[str, Any]) -> list[str]:
    """Files that lie in a vendored folder but that nobody recorded."""
    folder = ROOT / package["folder"]
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return sorted(found - set(package["files"]))


def check() -> list[str]:
    """One sentence for each file that is missing, changed or unknown; empty when all is well."""
    complaints = []
    for package in packages():
        for name, file in package["files"].items():
            path = ROOT / package["folder"] / name
            if not path.is_file():
                complaints.append(f"{package['folder']}/{name} is missing; run tools/vendor.py --fetch")
            elif digest(path.read_bytes()) != file["sha256"]:
                complaints.append(f"{package['folder']}/{name} is not the file VENDOR.json names; run --fetch")
        complaints += [f"{package['folder']}/{name} is not in VENDOR.json" for name in strangers(package)]
    return complaints


def archive_of(source: str, folder: str) -> Path:
    """The packed npm package of a source such as `npm:htmx.org@4.0.1`, downloaded into the folder."""
    command = ["npm", "pack", "--silent", source.removeprefix("npm:")]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (archive,) = Path(folder).glob("*.tgz")
    return archive


def wanted(package: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Each recorded file of a package, freshly out of npm: its name here and its bytes."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive_of(package["source"], folder)) as tar:
        for name, file in package["files"].items():
            member = tar.extractfile(f"package/{file['from']}")
            if member is None:
                raise SystemExit(f"{package['source']} has no {file['from']}")
            yield name, member.read()


def fetch() -> None:
    """Take every recorded file out of its npm package. A file recorded with an empty hash is new: it gets its hash;
    a file that does not have its recorded hash stops the work, for then somebody has changed a published package."""
    record = packages()
    for package in record:
        for name, data in wanted(package):
            known = package["files"][name]["sha256"]
            if known and known != digest(data):
                raise SystemExit(f"{package['source']}: {name} is not what VENDOR.json recorded; nothing was written")
            target = ROOT / package["folder"] / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            package["files"][name]["sha256"] = digest(data)
    RECORD.write_text(json.dumps({"packages": record}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Check, after fetching when asked to; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare every file with its hash (the default)")
    parser.add_argument("--fetch", action="store_true", help="fetch every package again with npm pack")
    if parser.parse_args().fetch:
        fetch()
    complaints = check()
    sys.stdout.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
