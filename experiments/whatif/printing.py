"""What the terminal shows of an answer: sentences first, then the table of effects."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from experiments.console import plain_table, stdout_console
from experiments.whatif.answers import interval_text, sentences, signed
from experiments.whatif.comparison import Answer, Comparison
from experiments.whatif.effects import Effect, median_variance_reduction
from experiments.whatif.headlines import number

MARK = "*"
NOTES = (
    "Change: mean over pairs with the same seed, with its 95 % interval by Student's t. "
    f"{MARK}: beyond chance at 5 % after Holm's correction for every metric in the table. "
    "Same sign: pairs that moved as the mean did. Var. red.: variance of a difference of independent "
    "runs over that of the pairs."
)


def print_answer(answer: Answer) -> None:
    """Print sentences and effects of every what-if to stdout."""
    console = stdout_console()
    for comparison in answer.comparisons:
        print_comparison(console, answer, comparison)
    if len(answer.comparisons) > 1:
        console.print(_side_by_side(answer.comparisons))
        console.print()
    console.print(NOTES, style="dim", markup=False)
    console.print(f"Pairs: {escape(answer.stop.reason)}.")


def print_comparison(console: Console, answer: Answer, comparison: Comparison) -> None:
    """Print one what-if: its sentences, and unless it is one of several its table."""
    whatif = comparison.whatif
    console.print(f"\n[bold]{escape(whatif.name)}[/bold] against {escape(answer.question.baseline.name)}. ")
    console.print(f"{escape(whatif.question)}\n", style="dim")
    said = sentences(comparison)
    for sentence in said.all:
        console.print(escape(sentence))
    console.print()
    if len(answer.comparisons) == 1:
        console.print(_effects(comparison.effects))
        console.print()
    reduction = median_variance_reduction(comparison.effects)
    console.print(f"Median variance reduction against independent seeds: {number(reduction)} times\n")


def _effects(effects: Sequence[Effect]) -> Table:
    table = plain_table("", "baseline", "change", "95 % interval", "%", "same sign", "var. red.")
    for effect in effects:
        label = f"{effect.headline.label}, {effect.headline.unit}"
        table.add_row(label, *_cells(effect))
    return table


def _cells(effect: Effect) -> Sequence[str]:
    if not effect.is_known:
        return ("no value",)
    baseline = number(effect.baseline)
    if effect.is_untouched:
        return (baseline, "the same")
    return (
        baseline,
        marked(effect),
        interval_text(effect),
        signed(effect.relative * 100),
        f"{effect.same_sign:.0%}",
        number(effect.variance_reduction),
    )


def marked(effect: Effect) -> str:
    """Return the change with its sign, and a mark if it is beyond chance."""
    return signed(effect.change) + (MARK if effect.is_significant else " ")


def _side_by_side(comparisons: Sequence[Comparison]) -> Table:
    table = plain_table("Change", *(comparison.whatif.name for comparison in comparisons))
    for effects in zip(*(comparison.effects for comparison in comparisons), strict=True):
        headline = effects[0].headline
        cells = ("the same" if each.is_untouched else marked(each) for each in effects)
        table.add_row(f"{headline.label}, {headline.unit_of_change}", *cells)
    return table
