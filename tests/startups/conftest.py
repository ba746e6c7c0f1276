from importlib import import_module

import pytest

from agents.startups.engine import MODULES, Engine, EngineName


@pytest.fixture(params=list(EngineName))
def engine(request: pytest.FixtureRequest) -> Engine:
    return import_module(MODULES[request.param])
