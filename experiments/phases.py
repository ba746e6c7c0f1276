"""The month phase by phase: what each reads and writes, and the time that it takes."""

import time

from experiments.console import plain_table, stdout_console
from model.batch import Batch
from model.inputs.scenario import Scenario
from model.month import PHASES

CLOSE = "close month"
"""What comes after the last phase: ledgers are checked, metrics read, ties age."""


def time_phases(batch: Batch, months: int) -> dict[str, float]:
    """CPU seconds by phase over some months of a batch; the close of the month comes last."""
    seconds = dict.fromkeys([*(phase.name for phase in PHASES), CLOSE], 0.0)
    for _ in range(months):
        batch.start_month()
        last = time.process_time()
        for phase in PHASES:
            phase.run(batch.actors)
            now = time.process_time()
            seconds[phase.name] += now - last
            last = now
        batch.close_month()
        seconds[CLOSE] += time.process_time() - last
    return seconds


def print_phases(scenario: Scenario, seed: int) -> None:
    """Run a scenario and print its phases in their order, with the milliseconds that each takes a month.

    A first month of another batch is not counted: it loads machine code.
    """
    Batch([scenario], [seed]).run_month()
    batch = Batch([scenario], [seed])
    months = scenario.months
    seconds = time_phases(batch, months)
    title = f"A month of {scenario.name} (mean of {months})"
    table = plain_table("phase", "reads", "writes", "ms per month", left=3, title=title)
    reads = {phase.name: ", ".join(phase.reads) for phase in PHASES}
    writes = {phase.name: ", ".join(phase.writes) for phase in PHASES}
    for name, spent in seconds.items():
        table.add_row(
            name, reads.get(name, "everything"), writes.get(name, "ties"), f"{1000 * spent / months:.2f}"
        )
    table.add_row("all", "", "", f"{1000 * sum(seconds.values()) / months:.2f}")
    stdout_console().print(table)
