"""The data directory keeps the site it was filled from and takes no other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.store import is_demo, mark_demo, open_store, resolve_data_dir, stored_site
from config.load import load_site
from domain.errors import ConfigurationError, Unreachable

SITE = """\
site:
  id: brunflo
  name: Brunflo skola
  timezone: Europe/Helsinki
buildings:
  - id: skolan
    name: Brunflo skola
    purpose: school
    atemp_m2: 5400
    meters:
      - {id: el, carrier: electricity, device: meter}
devices:
  - id: meter
    profile: PROFILE
    address: tcp://192.168.10.21:502/1
    poll_s: 10
"""
PROFILE = "id: my_meter\npoints:\n  - {id: power_kw, register: holding 100, type: uint16, scale: 0.1, unit: kW}\n"


@pytest.fixture
def site_file(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "my_meter.yaml").write_text(PROFILE)
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "brunflo.yaml").write_text(SITE.replace("PROFILE", "../profiles/my_meter.yaml"))
    return folder / "brunflo.yaml"


def test_the_directory_of_the_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SNOKYLA_DATA", raising=False)
    assert resolve_data_dir(None) == Path("data")
    assert resolve_data_dir(None, Path("data/demo")) == Path("data/demo")
    monkeypatch.setenv("SNOKYLA_DATA", "/srv/snokyla")
    assert resolve_data_dir(None) == Path("/srv/snokyla")
    assert resolve_data_dir(Path("here")) == Path("here")


def test_a_store_is_made_with_its_folders_and_keeps_the_zone(tmp_path: Path, site_file: Path) -> None:
    with closing(open_store(tmp_path / "a" / "b", site_file)) as store:
        assert store.recall("zone") == ZoneInfo("Europe/Helsinki").key
    with closing(open_store(tmp_path / "a" / "b")) as store:
        assert store.recall("zone") == "Europe/Helsinki"


def test_the_site_is_kept_with_its_own_profiles(tmp_path: Path, site_file: Path) -> None:
    known = load_site(site_file)
    open_store(tmp_path / "data", site_file).close()
    (tmp_path / "profiles" / "my_meter.yaml").unlink()
    site_file.unlink()
    with closing(open_store(tmp_path / "data")) as store:
        assert stored_site(store) == known


@pytest.mark.parametrize("absolute", [True, False])
def test_profiles_named_by_path_or_by_absolute_path(tmp_path: Path, site_file: Path, absolute: bool) -> None:
    if absolute:
        profile = tmp_path / "profiles" / "my_meter.yaml"
        site_file.write_text(SITE.replace("PROFILE", str(profile)))
    known = load_site(site_file)
    with closing(open_store(tmp_path / "data", site_file)) as store:
        (tmp_path / "profiles" / "my_meter.yaml").unlink()
        assert stored_site(store) == known


def test_a_store_without_a_site(tmp_path: Path, site_file: Path) -> None:
    with closing(open_store(tmp_path / "data")) as store:
        assert stored_site(store) is None
    with closing(open_store(tmp_path / "data", site_file, fills=False)) as store:
        assert stored_site(store) is None, "who only reads leaves no site behind"


def test_another_site_is_refused(tmp_path: Path, site_file: Path) -> None:
    open_store(tmp_path / "data", site_file).close()
    site_file.write_text(site_file.read_text().replace("id: brunflo", "id: krokom"))
    for fills in (True, False):
        with pytest.raises(ConfigurationError, match=r"found krokom, expected brunflo .*--data"):
            open_store(tmp_path / "data", site_file, fills=fills)


def test_a_faulty_site_makes_no_directory(tmp_path: Path, site_file: Path) -> None:
    site_file.write_text(site_file.read_text().replace("purpose: school", "purpose: 7"))
    with pytest.raises(ConfigurationError):
        open_store(tmp_path / "data", site_file)
    assert not (tmp_path / "data").exists()


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match="--data"):
        open_store(tmp_path / "file" / "data")


def test_a_demo_is_marked_for_good(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "data")) as store:
        assert not is_demo(store)
        mark_demo(store)
    with closing(open_store(tmp_path / "data")) as store:
        assert is_demo(store)
