"""The `whatif` command from checked arguments to the printed answer."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.atomic_write import AtomicFolder, check_out_folder, free_folder
from experiments.calibration.draws import check_source
from experiments.options import DONE, INTERRUPTED
from experiments.progress import Progress
from experiments.whatif.comparison import Question, answer
from experiments.whatif.differences import check_scenarios
from experiments.whatif.printing import print_answer
from experiments.whatif.report import Render, safe_name, write_report
from experiments.whatif.sequential import PairPlan
from model.inputs.scenario import Scenario

NAMES_IN_FOLDER = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line wants compared; the folder is chosen if `out` is None."""

    baseline: Scenario
    whatifs: Sequence[Scenario]
    plan: PairPlan
    workers: int
    out: Path | None
    command: str
    parameters: str = "scenario"


def answer_request(request: Request, render: Render | None) -> int:
    """Run the pairs, print the answer, write the report; return the exit code.

    After Ctrl-C the report is of the pairs that were finished, if they are enough for an interval.

    Raises InputProblem for scenarios that cannot be compared or a folder that cannot be written.
    """
    out = _folder(request)
    check_source(request.parameters)
    question = Question(request.baseline, request.whatifs, request.plan, request.workers, request.parameters)
    check_scenarios(question.baseline, question.whatifs)
    started = time.perf_counter()
    try:
        # The folder is made before the work: a place that cannot be written is told at once.
        with AtomicFolder(out) as folder:
            with Progress("pairs") as progress:
                found = answer(question, progress)
            print_answer(found)
            final = write_report(folder, found, request.command, time.perf_counter() - started, render)
    except KeyboardInterrupt:
        print("Interrupted: nothing was kept", file=sys.stderr)
        return INTERRUPTED
    print(f"Report: {final / 'report.html' if render else final}")
    return INTERRUPTED if found.stop.interrupted else DONE


def _folder(request: Request) -> Path:
    """Return the report's folder, checked before the work is done."""
    if request.out is not None:
        check_out_folder(request.out)
        return request.out
    names = [safe_name(whatif.name) for whatif in request.whatifs]
    more = len(names) - NAMES_IN_FOLDER
    name = "+".join(names[:NAMES_IN_FOLDER]) + (f"+{more}-more" if more > 0 else "")
    return free_folder(Path("results") / f"whatif-{name}")
