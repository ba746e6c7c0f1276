"""Whether a setting reaches anybody: the run is made again without it."""

from collections.abc import Sequence

from experiments.batches import Job, make_runs
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario


def unreached(scenario: str, sizes: Sequence[str], settings: Sequence[str], seed: int) -> list[str]:
    """Return the settings without which everything recorded of a run is the same, to the bit.

    A setting that others cannot do without reaches somebody; so does one whose run cannot go on.
    """
    others = [[one for one in settings if one is not left_out] for left_out in settings]
    with_all = load_scenario(scenario, [*sizes, *settings])
    tried = [(place, _without(scenario, sizes, kept)) for place, kept in enumerate(others)]
    possible = [(place, world) for place, world in tried if world is not None]
    jobs = [Job(with_all, seed), *(Job(world, seed) for _, world in possible)]
    digests = {
        made.job: made.batch.recorder.digest(made.run)
        for made in make_runs(jobs)
        if made.batch is not None and made.batch.recorder is not None
    }
    alike = [number for number in range(1, len(jobs)) if digests.get(number) == digests.get(0, "")]
    return [settings[possible[number - 1][0]] for number in alike]


def tell_unreached(scenario: str, sizes: Sequence[str], settings: Sequence[str], seed: int) -> None:
    """Print which settings move nothing in a run."""
    for setting in unreached(scenario, sizes, settings, seed):
        print(f"--set {setting} reaches nobody: without it every series is the same to the bit (seed {seed})")


def _without(scenario: str, sizes: Sequence[str], kept: Sequence[str]) -> Scenario | None:
    try:
        return load_scenario(scenario, [*sizes, *kept])
    except InputProblem:
        return None
