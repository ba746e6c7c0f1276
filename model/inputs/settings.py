"""Settings given in Python: a scenario with some of its keys set to values."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import tomli_w

from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, changed_scenario
from model.inputs.scenario_files import parsed_override


def with_settings(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with dotted keys, as ``describe`` prints them, set to values; itself without any.

    They change the world and not its past; a shortened run leaves out what it never reaches.

    Raises:
        InputProblem: for an unknown key, or a value that is not allowed there.
    """
    if not settings:
        return scenario
    changes = [parsed_override(f"{key}={_written(key, value)}") for key, value in settings.items()]
    return changed_scenario(scenario, changes, f"settings of {scenario.name}")


def _written(key: str, value: Any) -> str:
    """A value as TOML writes it; numpy's numbers count as Python's."""
    plain = value.item() if isinstance(value, np.generic) else value
    try:
        return tomli_w.dumps({"v": plain}).removeprefix("v = ").strip()
    except (TypeError, ValueError) as error:
        raise InputProblem(
            what=f"{value!r} cannot be set", where=key, allowed="a number, text, date, list or table"
        ) from error
