"""Settings given in Python: a scenario with some of its keys set to values."""

import tomllib
from collections.abc import Mapping
from typing import Any

import numpy as np
import tomli_w

from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, scenario_from
from model.inputs.scenario_files import HORIZON, lay, parsed_override


def with_settings(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with dotted keys, as ``describe`` prints them, set to values; itself without any.

    A shortened run leaves out what it never reaches.

    Raises:
        InputProblem: for an unknown key, or a value that is not allowed there.
    """
    if not settings:
        return scenario
    content, where = tomllib.loads(scenario.to_toml()), f"settings of {scenario.name}"
    content[HORIZON] = scenario.months
    for key, value in settings.items():
        lay(content, parsed_override(f"{key}={_written(key, value)}"), where)
    content[HORIZON] = scenario.months  # a shorter run leaves later policies out
    return scenario_from(content, where)


def _written(key: str, value: Any) -> str:
    """A value as TOML writes it; numpy's numbers count as Python's."""
    plain = value.item() if isinstance(value, np.generic) else value
    try:
        return tomli_w.dumps({"v": plain}).removeprefix("v = ").strip()
    except (TypeError, ValueError) as error:
        raise InputProblem(
            what=f"{value!r} cannot be set", where=key, allowed="a number, text, date, list or table"
        ) from error
