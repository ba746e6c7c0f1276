"""``uv run -m tests.mutants [NAME…]``: which faults do their tests notice?"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.listed import ROOT, Mutant, mutants

COPIED = ("model", "agents", "experiments", "viz", "tests", "pyproject.toml")
TEST_FAILED, ALL_PASSED = 1, 0
"""What pytest returns; anything else says that the tests could not be run."""


def main() -> int:
    """Try the faults one at a time; returns how many were not noticed by a test about their rule."""
    known = mutants()
    parser = argparse.ArgumentParser(prog="tests.mutants", description=__doc__)
    parser.add_argument("name", nargs="*", help="faults to try; all if none is named")
    names = parser.parse_args().name or list(known)
    unknown = sorted(set(names) - set(known))
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    missed = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = _copy(Path(folder))
        for name in names:
            verdict = _try(known[name], copy)
            missed += verdict != "killed"
            print(f"{verdict:8} {name}: {known[name].rule}", flush=True)
    print(f"{len(names) - missed} of {len(names)} killed")
    return min(missed, 125)


def _copy(folder: Path) -> Path:
    """What tests need, apart from the checkout and without its caches."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


def _try(mutant: Mutant, copy: Path) -> str:
    """Killed when one of its tests fails, survived when all pass, broken when they cannot be run."""
    if mutant.occurrences(copy) != 1:
        return "broken"
    before = mutant.apply(copy)
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    (copy / mutant.file).write_text(before, encoding="utf-8")
    return {TEST_FAILED: "killed", ALL_PASSED: "survived"}.get(done.returncode, "broken")


if __name__ == "__main__":
    sys.exit(main())
