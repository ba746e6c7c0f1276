"""A folder that appears whole, under its final name, or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from model.inputs.problems import InputProblem


class WholeFolder:
    """A hidden folder beside the target, moved into place when complete.

    Used as a context manager: leaving it unpublished, for whatever reason, removes every trace.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.partial = target.parent / f".{target.name}.partial-{os.getpid()}"
        self._new_parents = [parent for parent in target.parents if not parent.exists()]

    def __enter__(self) -> Self:
        """Make the hidden folder; raises InputProblem where that cannot be done."""
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            self._discard()
            raise InputProblem(
                what=f"cannot write results there ({error.strerror})",
                where=f"--out {self.target}",
                fix="name a folder that you may create, for instance --out results/mine",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._discard()

    def publish(self, facts: dict[str, Any]) -> Path:
        """Write the manifest, flush all to disk, and give the folder its name.

        Returns the final path: the target, or the next free name if someone took it meanwhile.
        """
        hashes = {name: _sha256(self.partial / name) for name in _files(self.partial)}
        text = json.dumps({**facts, "sha256": hashes}, indent=2, default=str) + "\n"
        (self.partial / "manifest.json").write_text(text, encoding="utf-8")
        for path in (*self.partial.rglob("*"), self.partial):
            _flush(path)
        final = free_folder(self.target)
        self.partial.rename(final)
        _flush(final.parent)
        self._new_parents.clear()
        return final

    def _discard(self) -> None:
        shutil.rmtree(self.partial, ignore_errors=True)
        for parent in self._new_parents:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def free_folder(wanted: Path) -> Path:
    """Return `wanted` if no one uses that name, else the first free of wanted-2, wanted-3 …"""
    number, folder = 1, wanted
    while folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    return folder


def check_out_folder(out: Path) -> None:
    """Refuse (InputProblem) a folder named by the user that already holds something."""
    if free_folder(out) != out:
        raise InputProblem(
            what="exists and is not empty; results never overwrite anything",
            where=f"--out {out}",
            fix=f"choose another name, for instance --out {free_folder(out)}, or remove it",
        )


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Force a file or a folder's entries to disk, so that a crash cannot leave half of it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
