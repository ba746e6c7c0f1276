"""Content keys: a run is known by what decides its result, never by its place in a study."""

import hashlib
import json
from functools import cache
from pathlib import Path

from model.inputs.scenario import Scenario

SCHEMA_VERSION = 1
"""Raised by hand when what is stored of a run changes, or how an outcome is measured."""
CHECKOUT = Path(__file__).resolve().parents[2]
DIGEST_BYTES = 16
PART_PREFIX = "part="
"""Begins the name of a part's folder; readers see what follows as the column `part`."""
# Scenarios are in a run's key as they resolve, so a new scenario file leaves all other runs valid;
# so are parameter values, wherever they come from, and no run reads a target.
UNHASHED = ("scenarios", "__pycache__", "targets.csv", "priors.csv", "posterior.csv")
SUFFIXES = (".py", ".csv", ".toml")


@cache
def code_version() -> str:
    """Return a digest of the sources and data in model/ and agents/, as 32 hex digits."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for room in ("agents", "model"):
        for path in sorted((CHECKOUT / room).rglob("*")):
            relative = path.relative_to(CHECKOUT)
            if path.suffix in SUFFIXES and not set(UNHASHED) & set(relative.parts):
                digest.update(relative.as_posix().encode())
                digest.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest.hexdigest()


def scenario_key(scenario: Scenario) -> str:
    """Return a digest of a resolved scenario, without what only names or describes it."""
    content = scenario.model_dump(mode="json", exclude={"name", "extends", "question", "look_at"})
    return _digest(json.dumps(content, sort_keys=True))


def run_key(scenario: str, seed: int, code: str) -> str:
    """Return the content key of a run, as 32 hex digits."""
    return _digest(f"{scenario}:{seed}:{code}:{SCHEMA_VERSION}")


def part_name(keys: list[str]) -> str:
    """Return the name of the part that holds runs with these keys."""
    return _digest(" ".join(sorted(keys)))[:16]


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest()
