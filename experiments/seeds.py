"""Seeds from the command line."""

import re
from collections.abc import Sequence

from model.inputs.problems import InputProblem


def seeds_of(seed: int | None, seeds: str | None) -> Sequence[int]:
    """Return one seed, or all from A to B.

    Raises:
        InputProblem: for both at once, or what is not a range.
    """
    if seed is not None and seeds is not None:
        raise InputProblem(
            what="only one of the two can be given",
            where="--seed and --seeds",
            fix=f"for the single seed alone write --seeds {seed}:{seed}, or drop --seeds",
        )
    if seeds is None:
        first = last = 1 if seed is None else seed
        where = f"--seed {seed}"
    else:
        match = re.fullmatch(r"(\d+):(\d+)", seeds.strip())
        first, last = (int(match[1]), int(match[2])) if match else (1, 0)
        where = f"--seeds {seeds}"
    if first < 0 or last < first:
        raise InputProblem(
            what="is not a valid range of seeds",
            where=where,
            allowed="--seed N or --seeds A:B with whole numbers, 0 <= A <= B",
            fix="write for instance --seed 7 or --seeds 1:20",
        )
    return range(first, last + 1)
