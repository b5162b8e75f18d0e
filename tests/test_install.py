"""geoaid finds its tables and boundaries in a checkout, an editable install and a wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROBE = (
    "import json; from geoaid.bundle import folder; import geoaid; "
    "print(json.dumps([str(folder('data')), str(folder('shapes')), geoaid.stats().links]))"
)

pytestmark = pytest.mark.xdist_group("install")


def run(*command, cwd, **environment):
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    run(
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        out,
        ROOT,
        cwd=out,
    )
    return next(out.glob("geoaid-*.whl"))


def test_a_checkout(tmp_path):
    data, shapes, links = json.loads(run("-c", PROBE, cwd=tmp_path, PYTHONPATH=str(ROOT)))
    assert (Path(data), Path(shapes), links) == (ROOT / "data", ROOT / "shapes", 174)


def test_an_editable_install(tmp_path):
    # `make test` installs geoaid so; no path helps it here.
    data, shapes, links = json.loads(run("-c", PROBE, cwd=tmp_path))
    assert (Path(data), Path(shapes), links) == (ROOT / "data", ROOT / "shapes", 174)


def test_a_wheel_works_from_any_folder(wheel, tmp_path):
    target = tmp_path / "site"
    run("-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel, cwd=tmp_path)
    data, shapes, links = json.loads(run("-c", PROBE, cwd=tmp_path, PYTHONPATH=str(target)))
    assert Path(data) == target / "geoaid" / "_bundled" / "data"
    assert Path(shapes) == target / "geoaid" / "_bundled" / "shapes"
    assert links == 174
    out = tmp_path / "map.pdf"
    run("-m", "geoaid", "map", "-o", out, cwd=tmp_path, PYTHONPATH=str(target))
    assert out.read_bytes().startswith(b"%PDF")


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    needed = {
        "geoaid/_bundled/data/aid/allocations.csv",
        "geoaid/_bundled/data/datapackage.json",
        "geoaid/_bundled/shapes/states.geojson",
        "geoaid/_bundled/shapes/print.npz",
        "geoaid/locale/es.toml",
        "geoaid/locale/method.es.md",
        "geoaid/dashboard/assets/map.js",
        "geoaid/render/assets/interactive.js",
        "geoaid/render/brief/brief.typ",
    }
    assert needed <= set(names)
    top = {name.split("/")[0] for name in names}
    assert top == {"geoaid", next(name for name in top if name.endswith(".dist-info"))}
    assert not [name for name in names if "__pycache__" in name or "tests/" in name]
