"""What the browser loads besides the page's own files: fetched once, checked, and kept.

Solara's page loads two npm packages from a content network. Here they come from npm when the page is
set up, so that it then works without a network. Vega comes with vl-convert, in the version that draws
the charts of reports too.
"""

import base64
import csv
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import platformdirs
import vl_convert

from model.inputs.problems import InputProblem

PACKAGE_LIST = Path(__file__).parent / "npm_packages.csv"
SNIPPET = "window.vegaEmbed = vegaEmbed"
VEGA_FILE = "vega/vega.js"
SECONDS_TO_WAIT = 180
REGISTRY_VARIABLES = ("npm_config_registry", "NPM_CONFIG_REGISTRY")

type Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """One package: its exact version, and the checksum that the file must have."""

    name: str
    version: str
    integrity: str

    @property
    def spec(self) -> str:
        """Name and version as npm writes them; also the name of its folder."""
        return f"{self.name}@{self.version}"


def npm_packages() -> list[NpmPackage]:
    """Return what the page needs from npm."""
    with PACKAGE_LIST.open(encoding="utf-8", newline="") as handle:
        return [NpmPackage(**row) for row in csv.DictReader(handle)]


def assets_folder() -> Path:
    """Return where this version's assets are kept, whether or not they are there."""
    vega = f"{version('vl-convert-python')} {SNIPPET}".encode()
    wanted = hashlib.sha256(PACKAGE_LIST.read_bytes() + vega).hexdigest()[:12]
    return platformdirs.user_cache_path("compute-market") / f"page-assets-{wanted}"


def ready_assets(tell: Tell) -> Path:
    """Return the folder of the assets; fetches them first if this is the first time.

    Raises:
        InputProblem: when they are absent and cannot be had, saying how to get them.
    """
    folder = assets_folder()
    if not folder.is_dir():
        tell("First start: fetching what the browser needs (16 MB, once) …")
        fetch_assets(folder)
    return folder


def fetch_assets(folder: Path) -> None:
    """Fetch, check and unpack everything into `folder`, which appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".page-assets-") as work:
        whole = Path(work) / "whole"
        for package in npm_packages():
            archive = _download(package, Path(work))
            _check(archive, package)
            _unpack(archive, whole / package.spec)
        (whole / VEGA_FILE).parent.mkdir(parents=True)
        (whole / VEGA_FILE).write_text(_vega_bundle(), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        whole.rename(folder)


def _download(package: NpmPackage, work: Path) -> Path:
    npm = shutil.which("npm")
    return _pack(npm, package, work) if npm else _get(package, work)


def _pack(npm: str, package: NpmPackage, work: Path) -> Path:
    command = [npm, "pack", package.spec, "--json", "--ignore-scripts", "--pack-destination", str(work)]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=SECONDS_TO_WAIT, cwd=work
        )
    except subprocess.CalledProcessError as error:
        raise _absent(package, error.stderr.strip().splitlines()[-1:] or ["npm failed"]) from error
    except subprocess.TimeoutExpired as error:
        raise _absent(package, [f"npm gave no answer in {SECONDS_TO_WAIT} s"]) from error
    return work / str(json.loads(answer.stdout)[0]["filename"])


def _get(package: NpmPackage, work: Path) -> Path:
    """Get the package without npm, from the registry that npm's own variable names."""
    registry = next((os.environ[name] for name in REGISTRY_VARIABLES if name in os.environ), "")
    if not registry.startswith("https://"):
        raise _absent(package, ["npm is not installed, and npm_config_registry names no https registry"])
    file = f"{package.name.rpartition('/')[2]}-{package.version}.tgz"
    address = f"{registry.rstrip('/')}/{package.name}/-/{file}"
    try:
        with urllib.request.urlopen(address, timeout=SECONDS_TO_WAIT) as answer:
            (work / file).write_bytes(answer.read())
    except urllib.error.URLError as error:
        raise _absent(package, [str(error.reason)]) from error
    return work / file


def _check(archive: Path, package: NpmPackage) -> None:
    kind, _, wanted = package.integrity.partition("-")
    found = base64.b64encode(hashlib.new(kind, archive.read_bytes()).digest()).decode()
    if found != wanted:
        raise _absent(package, [f"its {kind} checksum is {found}, not {wanted}"])


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack an npm archive; the filter refuses links and paths that lead outside."""
    with tarfile.open(archive) as packed:
        wanted = [entry for entry in packed if not entry.name.endswith(".map")]
        packed.extractall(folder, members=wanted, filter="data")
    for entry in (folder / "package").iterdir():
        entry.rename(folder / entry.name)
    (folder / "package").rmdir()


def _vega_bundle() -> str:
    return str(vl_convert.javascript_bundle(SNIPPET))


def _absent(package: NpmPackage, reasons: list[str]) -> InputProblem:
    return InputProblem(
        what=f"the page's npm package {package.spec} could not be had: {'; '.join(reasons)}",
        where="uv run -m viz",
        fix=(
            "with npm and a network run `uv run -m viz --fetch-assets` once, or copy the folder "
            f"{assets_folder()} from a machine that has it"
        ),
    )
