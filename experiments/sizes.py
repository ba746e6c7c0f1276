"""How large a run is made, as a command line asks for it."""

from model.inputs.problems import InputProblem


def sizes(startups: int | None, months: int | None) -> list[str]:
    """Return --startups and --months as overrides; each must be 1 or more."""
    overrides = []
    for option, key, value in (
        ("--startups", "startups.count", startups),
        ("--months", "months", months),
    ):
        if value is None:
            continue
        if value < 1:
            raise InputProblem(
                what="is less than one",
                where=f"{option} {value}",
                allowed="a whole number from 1 up",
                fix=f"leave {option} out to take the scenario's own value",
            )
        overrides.append(f"{key}={value}")
    return overrides
