"""Assets: whole or not at all, checked, never outside their folder, and a clear word when absent."""

import base64
import hashlib
import io
import tarfile

import pytest

from model.inputs.problems import InputProblem
from viz.page import assets
from viz.page.assets import NpmPackage, fetch_assets, npm_packages, ready_assets


def packed(tmp_path, files):
    """An npm archive and the package that describes it."""
    archive = tmp_path / "made.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    return archive, NpmPackage("@lab/made", "1.0.0", f"sha512-{digest}")


@pytest.fixture
def fetch(tmp_path, monkeypatch):
    """Fetch an archive as if npm had brought it."""

    def fetch_files(files, integrity=None):
        archive, package = packed(tmp_path, files)
        if integrity is not None:
            package = NpmPackage(package.name, package.version, integrity)
        monkeypatch.setattr(assets, "npm_packages", lambda: [package])
        monkeypatch.setattr(assets, "_download", lambda package, work: archive)
        folder = tmp_path / "cache" / "assets"
        fetch_assets(folder)
        return folder

    return fetch_files


def test_a_package_is_unpacked_under_its_name_without_source_maps(fetch):
    folder = fetch({"package/dist/made.js": "1", "package/dist/made.js.map": "{}"})
    assert (folder / "@lab/made@1.0.0/dist/made.js").read_text() == "1"
    assert not (folder / "@lab/made@1.0.0/dist/made.js.map").exists()
    assert "vegaEmbed" in (folder / "vega/vega.js").read_text(encoding="utf-8")


def test_a_wrong_checksum_leaves_nothing_behind(fetch, tmp_path):
    with pytest.raises(InputProblem, match="checksum"):
        fetch({"package/a.js": "1"}, integrity="sha512-AAAA")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_path_that_leads_outside_is_refused(fetch, tmp_path):
    with pytest.raises(tarfile.OutsideDestinationError):
        fetch({"package/../../../evil.js": "1"})
    assert list((tmp_path / "cache").iterdir()) == []
    assert not (tmp_path / "evil.js").exists()


def test_without_npm_and_registry_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "assets_folder", lambda: tmp_path / "absent")
    monkeypatch.setattr(assets.shutil, "which", lambda name: None)
    for name in assets.REGISTRY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    said = []
    with pytest.raises(InputProblem) as problem:
        ready_assets(said.append)
    assert "--fetch-assets" in str(problem.value)
    assert said
    assert not (tmp_path / "absent").exists()


def test_packages_are_pinned_to_a_version_and_a_checksum():
    for package in npm_packages():
        assert package.version[0].isdigit()
        assert package.integrity.startswith("sha512-")
