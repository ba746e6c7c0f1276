"""A journal of finished runs, a line each, from which stopped work is taken up again."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]


class Journal:
    """Figures of runs by generation and number, kept in a file that only grows."""

    def __init__(self, path: Path, values: int) -> None:
        self.path = path
        self.values = values
        self._stored = self._read()

    def run(self, generation: int, count: int, make: Callable[[Sequence[int]], Iterable[Vector]]) -> Vector:
        """Return the values of a generation's runs (count × values); only missing ones are made.

        `make` is given the numbers that are missing and yields their values in that order.
        """
        missing = [number for number in range(count) if (generation, number) not in self._stored]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            if missing and self._is_cut():
                file.write("\n")
            for number, values in zip(missing, make(missing), strict=True):
                self._stored[generation, number] = np.asarray(values, np.float64)
                line = {"generation": generation, "run": number, "values": np.asarray(values).tolist()}
                file.write(json.dumps(line) + "\n")
                file.flush()
        return np.array([self._stored[generation, number] for number in range(count)])

    def _is_cut(self) -> bool:
        """Whether a kill cut the last line short."""
        with self.path.open("rb") as file:
            if not file.seek(0, 2):
                return False
            file.seek(-1, 2)
            return file.read(1) != b"\n"

    def _read(self) -> dict[tuple[int, int], Vector]:
        """Runs in the file; a line that a kill cut short is passed over and run again."""
        found: dict[tuple[int, int], Vector] = {}
        if not self.path.is_file():
            return found
        for line in filter(None, self.path.read_text(encoding="utf-8").splitlines()):
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            values = np.array(entry["values"], np.float64)
            if len(values) == self.values:
                found[entry["generation"], entry["run"]] = values
        return found
