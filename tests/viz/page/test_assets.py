"""What the browser loads is on this machine: Solara's files from a package, Vega from vl-convert."""

import re
from importlib.resources import files

import pytest

from model.inputs.problems import InputProblem
from viz.page import assets


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of the user's, still empty."""
    monkeypatch.setattr(assets.platformdirs, "user_cache_path", lambda name: tmp_path / name)
    return tmp_path


def test_the_package_holds_what_solaras_page_loads():
    template = (files("solara.server") / "templates" / "solara.html.j2").read_text(encoding="utf-8")
    named = set(re.findall(r"\{\{cdn\}\}/((?:@widgetti/solara-vuetify-app|requirejs)@[\d.]+)/", template))
    assert len(named) == 2
    for package in named:
        assert any((assets.PACKAGED / package).rglob("*.js")), package


def test_vega_is_made_once(cache, monkeypatch):
    folder = assets.vega_folder()
    assert "vegaEmbed" in (folder / assets.VEGA_FILE).read_text(encoding="utf-8")
    monkeypatch.setattr("vl_convert.javascript_bundle", lambda snippet: pytest.fail("made again"))
    assert assets.vega_folder() == folder


def test_a_cache_that_cannot_be_written_is_told(cache):
    (cache / "compute-market").write_text("a file where the folder should be")
    with pytest.raises(InputProblem, match="XDG_CACHE_HOME"):
        assets.vega_folder()
