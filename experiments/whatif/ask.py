"""The `whatif` command from checked arguments to the printed answer."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.calibration.draws import check_source
from experiments.progress import Progress
from experiments.run import RunStoppedError
from experiments.whatif.comparison import Question, answer
from experiments.whatif.printing import print_answer
from experiments.whatif.report import Render, safe_name, write_report
from experiments.whatif.sequential import PairPlan
from experiments.whatif.worlds import check_worlds
from experiments.whole_folder import WholeFolder, check_out_folder, free_folder
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario

DONE, FAILED, INTERRUPTED = 0, 1, 130
NAMES_IN_FOLDER = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for; the folder is chosen if `out` is None."""

    baseline: Scenario
    whatifs: Sequence[Scenario]
    plan: PairPlan
    workers: int
    out: Path | None
    command: str
    parameters: str = "scenario"


def ask(asked: Asked, render: Render | None) -> int:
    """Run the pairs, print the answer, write the report; return the exit code.

    Raises InputProblem for worlds that cannot be compared or a folder that cannot be written.
    """
    out = _folder(asked)
    if asked.workers < 1:
        raise InputProblem(
            what="is less than one", where=f"--workers {asked.workers}", allowed="a whole number from 1 up"
        )
    check_source(asked.parameters)
    question = Question(asked.baseline, asked.whatifs, asked.plan, asked.workers, asked.parameters)
    check_worlds(question.baseline, question.whatifs)
    started = time.perf_counter()
    try:
        # The folder is made before the work: a place that cannot be written is told at once.
        with WholeFolder(out) as folder:
            with Progress("pairs") as progress:
                found = answer(question, progress)
            print_answer(found)
            final = write_report(folder, found, asked.command, time.perf_counter() - started, render)
    except RunStoppedError as error:
        print(f"The comparison cannot go on: {error}\nnothing was kept", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Interrupted: nothing was kept", file=sys.stderr)
        return INTERRUPTED
    print(f"Report: {final / 'report.html' if render else final}")
    return DONE


def _folder(asked: Asked) -> Path:
    """Return the report's folder, checked before the work is done."""
    if asked.out is not None:
        check_out_folder(asked.out)
        return asked.out
    names = [safe_name(whatif.name) for whatif in asked.whatifs]
    more = len(names) - NAMES_IN_FOLDER
    name = "+".join(names[:NAMES_IN_FOLDER]) + (f"+{more}-more" if more > 0 else "")
    return free_folder(Path("results") / f"whatif-{name}")
