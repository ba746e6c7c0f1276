"""What both halves of the start-ups' month read of a row: its pull on users."""

from typing import Any

import numpy as np

from agents.startups import rules
from agents.startups.compiling import per_block, per_row

attention = per_row(rules.attention)


@per_block
def most_rows(blocks: Any) -> Any:
    """Rows of the largest block."""
    most = np.uint64(0)
    for block in range(len(blocks.start)):
        most = max(most, blocks.end[block] - blocks.start[block])
    return most


@per_block
def attract(start: Any, end: Any, columns: Any, frontier_a100_months: Any, pull: Any) -> None:
    """Fill in the pull on users of each row, from the first: a loop that runs on several rows at once."""
    size, talent = columns.size[start:end], columns.talent[start:end]
    trained = columns.trained_a100_months[start:end]
    for row in range(len(size)):
        pull[row] = attention(
            np.float64(size[row]),
            np.float64(talent[row]),
            np.float64(trained[row]),
            frontier_a100_months,
        )
