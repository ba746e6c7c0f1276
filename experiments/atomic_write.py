"""Files and folders that appear complete, under their final name, or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

from model.inputs.problems import InputProblem

PARTIAL_PREFIX = ".partial-"
"""Begins the name of what is still being written."""


def atomic_write(path: Path, write: Callable[[Path], object]) -> None:
    """Let ``write`` fill a hidden file beside ``path`` and move it there; raises OSError if that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{PARTIAL_PREFIX}{os.getpid()}-{path.name}")
    try:
        write(partial)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def atomic_write_text(path: Path, text: str) -> None:
    """Write a text file atomically; raises OSError if that fails."""
    atomic_write(path, lambda partial: partial.write_text(text, encoding="utf-8"))


class AtomicFolder:
    """A hidden folder beside the target, moved into place when complete.

    Used as a context manager: leaving it unpublished, for whatever reason, removes every trace.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.partial = target.with_name(f"{PARTIAL_PREFIX}{os.getpid()}-{target.name}")
        self._new_parents = [parent for parent in target.parents if not parent.exists()]

    def __enter__(self) -> Self:
        """Make the hidden folder; raises InputProblem where that cannot be done."""
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            self._discard()
            raise unwritable(self.target, error) from error
        return self

    def __exit__(self, *error: object) -> None:
        self._discard()

    def publish(self, facts: dict[str, Any]) -> Path:
        """Write the manifest, flush all to disk, and give the folder its name.

        Returns the final path: the target, or the next free name if someone took it meanwhile.
        """
        hashes = {name: _sha256(self.partial / name) for name in _files(self.partial)}
        text = json.dumps({**facts, "sha256": hashes}, indent=2, default=str) + "\n"
        (self.partial / "manifest.json").write_text(text, encoding="utf-8")
        for path in (*self.partial.rglob("*"), self.partial):
            flush(path)
        final = free_folder(self.target)
        self.partial.rename(final)
        flush(final.parent)
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


def unwritable(out: Path, error: OSError) -> InputProblem:
    """Return the problem of a results folder that cannot be made."""
    return InputProblem(
        what=f"cannot write results there ({error.strerror})",
        where=f"--out {out}",
        fix="name a folder that you may create, for instance --out results/mine",
    )


def flush(path: Path) -> None:
    """Force a file or a folder's entries to disk, so that a crash cannot leave half of it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
