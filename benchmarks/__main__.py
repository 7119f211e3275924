"""Runs the benchmarks: all of them, or those named. `make figures`."""

import runpy
import sys
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem != "town")


def main(wanted: list[str]) -> None:
    """Run each in turn with its default size."""
    for name in wanted or NAMES:
        print(f"== {name}", flush=True)
        sys.argv = [name]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
