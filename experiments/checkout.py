"""What git says of this checkout."""

import subprocess
from pathlib import Path


def git_facts() -> dict[str, str | int | None]:
    """Revision and number of changed files, for a manifest; no revision outside a checkout."""
    changed = _git("status", "--porcelain") or ""
    return {
        "git_revision": _git("rev-parse", "HEAD"),
        "git_changed_files": len(changed.splitlines()),
    }


def _git(*arguments: str) -> str | None:
    here = Path(__file__).parent
    try:
        answer = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()
