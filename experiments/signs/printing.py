"""The checks as lines for a terminal or a log, and how many of each group are right."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from experiments.signs.judge import HORIZONS, Effect, Judged


def lines(found: Sequence[Judged]) -> Iterator[str]:
    """A line a check: expected sign, effects by horizon (± standard error), verdict; then the groups."""
    width = max(len(one.check.id) for one in found)
    heads = " ".join(f"{f'{horizon} months':>15}" for horizon in HORIZONS)
    yield f"{'check':{width}} exp  at {heads}  verdict"
    for one in found:
        yield _line(one, width)
    yield ""
    for group in dict.fromkeys(one.check.group for one in found):
        yield f"{group:14} {_tally([one for one in found if one.check.group == group])}"
    yield f"{'all':14} {_tally(found)}"


def _line(one: Judged, width: int) -> str:
    check, at = one.check, one.check.horizon_months
    cells = " ".join(f"{_shown(one.effects.get(horizon)):>15}" for horizon in HORIZONS)
    own = "" if at in HORIZONS else f" (own: {_shown(one.effects.get(at))})"
    why = f": {one.problem}" if one.problem else ""
    mistaken = f"; mistaken: {check.mistaken}" if check.mistaken else ""
    return f"{check.id:{width}} {check.expected:>3} {at:>3} {cells}  {one.verdict}{why}{own}{mistaken}"


def _shown(effect: Effect | None) -> str:
    if effect is None:
        return "."
    if math.isnan(effect.mean):
        return "?"
    if effect.in_logs:
        return f"{100 * math.expm1(effect.mean):+.1f}%±{100 * effect.error:.1f}"
    return f"{effect.mean:+.3f}±{effect.error:.3f}"


def _tally(found: Sequence[Judged]) -> str:
    counted = [one for one in found if one.counts]
    verdicts = Counter(one.verdict for one in counted)
    right = verdicts.pop("right", 0)
    rest = "".join(f", {count} {verdict}" for verdict, count in verdicts.most_common())
    mistaken = len(found) - len(counted)
    return f"{right} of {len(counted)} right{rest}" + (f" ({mistaken} mistaken)" if mistaken else "")
