"""Every file that holds an entry is registered, under the name that its class carries."""

from pathlib import Path

import pytest

import agents.strategies
import model.inputs.policies
import model.markets.allocation
from agents.strategies import STRATEGIES
from model.inputs.cast import Role, raw_cast
from model.inputs.policies import POLICIES
from model.markets.allocation import RULES

NOT_ENTRIES = {"__init__", "base", "request", "water_filling"}
STRATEGY_FOLDER = Path(agents.strategies.__file__).parent
ROLES = [Role.FOUNDRY, Role.VENDOR, Role.CLOUD, Role.RESELLER, Role.PROGRAMME]


def files_of(folder: Path) -> set[str]:
    """Names of the modules of a folder that should each hold one entry."""
    return {path.stem for path in folder.glob("*.py")} - NOT_ENTRIES


@pytest.mark.parametrize("role", ROLES)
def test_every_strategy_file_is_registered_under_its_class_name(role):
    registered = STRATEGIES[role]
    assert files_of(STRATEGY_FOLDER / role) == set(registered)
    for name, kind in registered.items():
        assert kind.name == name
        assert kind.__module__ == f"agents.strategies.{role}.{name}"


def test_every_strategy_folder_belongs_to_a_role():
    folders = {path.name for path in STRATEGY_FOLDER.iterdir() if (path / "__init__.py").exists()}
    assert folders == {str(role) for role in ROLES}
    assert set(STRATEGIES) == set(Role)
    assert STRATEGIES[Role.GREY_TRADER] == STRATEGIES[Role.RESELLER]


def test_every_policy_file_is_registered_under_its_kind():
    assert files_of(Path(model.inputs.policies.__file__).parent) == set(POLICIES)
    for name, kind in POLICIES.items():
        assert kind.model_fields["policy"].default == name
        assert kind.__module__ == f"model.inputs.policies.{name}"


def test_every_allocation_file_is_registered_under_its_function():
    assert files_of(Path(model.markets.allocation.__file__).parent) == set(RULES)
    for name, rule in RULES.items():
        assert rule.__name__ == name


def test_every_strategy_in_the_data_is_registered_for_its_role():
    for role in Role:
        for row in raw_cast()[role]:
            assert row["strategy"] in STRATEGIES[role], row["name"]
