"""The data directory: where it is, which site it was filled from, whether it is a demo."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.files.output import forbidden
from config.load import load_site
from config.shipped import shipped_file
from config.yaml_lines import read_document
from domain.errors import ConfigurationError, Fault, NotPermitted, Unreachable
from domain.site import Site
from historian.sqlite import SqliteHistorian

STORE_FILE = "snokyla.sqlite"
_SITE_ID, _SITE_FILES, _DEMO = "site_id", "site_files", "demo"


def resolve_data_dir(option: Path | None, default: Path = Path("data")) -> Path:
    """The data directory: of the option, else of `$SNOKYLA_DATA`, else `default`."""
    if option is not None:
        return option
    named = os.environ.get("SNOKYLA_DATA")
    return Path(named) if named else default


def open_store(data_dir: Path, site_file: Path | str | None = None, *, fills: bool = True) -> SqliteHistorian:
    """The store in `data_dir`, made when absent; one that `fills` it leaves a copy of its site there.

    ConfigurationError when the store was filled from another site than `site_file` (a file or a shipped name).
    """
    site = load_site(site_file) if site_file is not None else None
    _make(data_dir)
    store = SqliteHistorian(data_dir / STORE_FILE, site.timezone if site is not None and fills else None)
    if site is None or site_file is None:
        return store
    try:
        _refuse_other_site(store, data_dir, site)
        if fills:
            store.remember(_SITE_ID, site.id)
            store.remember(_SITE_FILES, json.dumps(_files_of(_found(site_file))))
    except BaseException:
        store.close()
        raise
    return store


def _make(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        kind = NotPermitted if forbidden(error) else Unreachable
        reason = f"the data directory cannot be made ({error.strerror}); choose another with --data"
        raise kind(str(data_dir), reason) from error
    for path in (data_dir, data_dir / STORE_FILE):
        # Also who only reads writes a little: the lock and the log of SQLite lie beside the file.
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            reason = "may not be read and written; check its owner and permissions, or choose another with --data"
            raise NotPermitted(str(path), reason)


def stored_site(store: SqliteHistorian) -> Site | None:
    """The site the store was filled from, as it was then; None for a store without one."""
    kept = store.recall(_SITE_FILES)
    if kept is None:
        return None
    files: dict[str, str] = json.loads(kept)
    with tempfile.TemporaryDirectory(prefix="snokyla-site-") as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return load_site(Path(folder) / next(iter(files)))


def mark_demo(store: SqliteHistorian) -> None:
    """Say in the store that what is in it was simulated."""
    store.remember(_DEMO, "simulated")


def is_demo(store: SqliteHistorian) -> bool:
    """Whether the store is marked as a demo."""
    return store.recall(_DEMO) is not None


def _refuse_other_site(store: SqliteHistorian, data_dir: Path, site: Site) -> None:
    known = store.recall(_SITE_ID)
    if known is not None and known != site.id:
        remedy = "one directory holds one site; choose another with --data"
        raise ConfigurationError([Fault(str(data_dir), None, "site.id", site.id, known, remedy)])


def _found(site_file: Path | str) -> Path:
    """The file that `load_site` read."""
    path = Path(site_file)
    return path if path.is_file() else shipped_file("site", str(site_file)) or path


def _files_of(site_file: Path) -> dict[str, str]:
    """Text of the site file, first, and of the files of one's own that it names, side by side in one folder."""
    text = site_file.read_text(encoding="utf-8")
    beside: dict[str, str] = {}
    for number, named in enumerate(sorted(set(_own_files(site_file)), key=len, reverse=True)):
        beside[f"{number}.yaml"] = (site_file.parent / named).read_text(encoding="utf-8")
        text = text.replace(named, f"./{number}.yaml")
    return {"site.yaml": text, **beside}


def _own_files(site_file: Path) -> Iterator[str]:
    """What the site file calls its own profiles, tariff and target: paths, not shipped names."""
    document = read_document(site_file)
    places = [("tariff",), ("target",), *((*device, "profile") for device in document.items(("devices",)))]
    for place in places:
        named = document.text(place)
        if named is not None and named.startswith((".", "/")):
            yield named
