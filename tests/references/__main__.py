"""``uv run -m tests.references [WORLD…] [--months N] [--update]``: hold runs against the references."""

import argparse
import sys

from tests.references import folder
from tests.references.bits import Kept, kept_of
from tests.references.comparison import differences
from tests.references.opening import run
from tests.references.worlds import worlds


def main() -> int:
    """Run the worlds; returns how many differ from what is kept, or keeps them."""
    parser = argparse.ArgumentParser(prog="tests.references", description=__doc__)
    parser.add_argument("world", nargs="*", help="worlds to run; all if none is named")
    parser.add_argument("--months", type=int, help="run the first months alone")
    parser.add_argument("--update", action="store_true", help="keep what the worlds give now")
    asked = parser.parse_args()
    known = worlds()
    unknown = sorted(set(asked.world) - set(known))
    if unknown or (asked.update and asked.months):
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}" if unknown else "not both")
    changed, fresh = 0, dict[str, Kept]()
    for name in asked.world or known:
        fresh[name] = kept_of(run(known[name], asked.months))
        lines = differences(folder.read(name), fresh[name])
        changed += bool(lines)
        print("\n".join([f"{name}: {'CHANGED' if lines else 'same'}", *(f"  {line}" for line in lines)]))
    if asked.update:
        folder.write(fresh, list(known))
        print(f"kept {len(fresh)} worlds, {changed} of them changed; tell in the changelog what changed them")
        return 0
    return min(changed, 125)


if __name__ == "__main__":
    sys.exit(main())
