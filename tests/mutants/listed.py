"""The list of faults, read from the tables beside this file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLES = ("evidence.toml", "more.toml")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: in ``file`` the text ``old`` becomes ``new``; then ``test`` (or more, by blanks) must fail."""

    name: str
    rule: str
    file: str
    old: str
    new: str
    test: str

    @property
    def tests(self) -> list[str]:
        """Tests of which at least one must fail, each as pytest names it."""
        return self.test.split()

    def occurrences(self, root: Path = ROOT) -> int:
        """How often the text to be changed stands in its file; it must be once."""
        path = root / self.file
        return path.read_text(encoding="utf-8").count(self.old) if path.is_file() else 0

    def apply(self, root: Path) -> str:
        """Put the fault in; returns the file's text before."""
        path = root / self.file
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace(self.old, self.new), encoding="utf-8")
        return before


def mutants() -> dict[str, Mutant]:
    """Every fault by name."""
    tables = [tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8")) for name in TABLES]
    members = [Mutant(name, **row) for table in tables for name, row in table.items()]
    return {member.name: member for member in members}
