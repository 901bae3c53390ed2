"""`snokyla report build` and `snokyla report verify`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.documents import to_json
from app.options import data_option, language_option, site_option

if TYPE_CHECKING:
    from analytics.report.document import Document
    from analytics.report.verify import Mismatch
    from domain.site import Site
    from historian.sqlite import SqliteHistorian

FORMATS = ("pdf", "xlsx", "json")
EXIT_MISMATCH = 7


@click.group()
def command() -> None:
    """The yearly report: build it, or work its figures out again."""


def _formats(_context: click.Context, _parameter: click.Parameter, text: str) -> list[str]:
    wanted = [form.strip() for form in text.split(",") if form.strip()]
    unknown = [form for form in wanted if form not in FORMATS]
    if unknown or not wanted:
        raise click.BadParameter(f"{text!r} is not a list of {', '.join(FORMATS)}; write pdf,xlsx,json")
    return [form for form in FORMATS if form in wanted]


@command.command()
@site_option
@click.option("--year", type=click.IntRange(1990, 2100), required=True, help="Calendar year of the report.")
@language_option
@click.option(
    "--format", "formats", default=",".join(FORMATS), callback=_formats, metavar="pdf,xlsx,json", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, metavar="DIR")
@click.option(
    "--date",
    "issued",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Date on the report (default: the day after the year), so that the same data make the same file.",
)
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: {files, headline, figures}.")
def build(
    *,
    site_name: str,
    year: int,
    language: str,
    formats: list[str],
    out: Path,
    issued: datetime | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Write the report of a year: PDF, Excel and the JSON twin that `report verify` checks."""
    from analytics.report.json_twin import figures_twin
    from app.answers import FigureAnswer, ReportBuildAnswer

    document = _document_of(site_name, data, year, language, issued.date() if issued else None)
    # Everything is rendered before anything is written: a report is there whole or not at all.
    rendered = {form: _renderer(form)(document) for form in formats}
    stem = f"report-{document.meta['site']}-{year}-{language}"
    files = [_write(out / f"{stem}.{form}", content) for form, content in rendered.items()]
    if as_json:
        figures = tuple(FigureAnswer(**figure) for figure in figures_twin(document))
        click.echo(to_json(ReportBuildAnswer(tuple(map(str, files)), document.headline, figures)))
        return
    click.echo(document.cover.outcome)
    for file in files:
        click.echo(file)


def _document_of(site_name: str, data: Path | None, year: int, language: str, issued: date | None) -> Document:
    from app.store import open_store, resolve_data_dir
    from config.load import load_site

    site = load_site(site_name)
    # The store keeps the site of the report, so that `report verify` needs nothing else.
    store = open_store(resolve_data_dir(data), site_name)
    try:
        return _composed(store, site, year, language, issued)
    finally:
        store.close()


def _composed(store: SqliteHistorian, site: Site, year: int, language: str, issued: date | None) -> Document:
    """The report of a year from what the store holds of the site."""
    from analytics.indicators.energy_account import read_account
    from analytics.report.compose import compose
    from app.progress import progress
    from app.store import is_demo

    with progress("Reading registers") as told:
        account = read_account(site, year, store, told)
    return compose(account, language, issued, demo=is_demo(store))


def _renderer(form: str) -> Callable[[Document], bytes]:
    from analytics.report.excel import render_xlsx
    from analytics.report.json_twin import render_json
    from analytics.report.typst import render_pdf

    return {"pdf": render_pdf, "xlsx": render_xlsx, "json": render_json}[form]


def _write(file: Path, content: bytes) -> Path:
    """Put `content` in `file` at once; its absolute path."""
    from app.files.output import refused, whole_file

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refused(file.parent, error) from error
    with whole_file(file) as partial:
        partial.write_bytes(content)
    return file.resolve()


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: {ok, checked, mismatches}.")
def verify(file: Path, data: Path | None, as_json: bool) -> int:
    """Work out every figure of a report's JSON FILE again from the store; exit code 7 when one differs."""
    from analytics.report.verify import mismatches, read_twin
    from app.answers import ReportVerifyAnswer

    printed = read_twin(str(file), _text_of(file))
    document = _document_again(data, printed.site, printed.year, printed.language, printed.issued)
    found = mismatches(printed, document)
    if as_json:
        click.echo(to_json(ReportVerifyAnswer(not found, printed.checked, tuple(found))))
    else:
        _tell(found, printed.checked)
    return EXIT_MISMATCH if found else 0


def _text_of(file: Path) -> str:
    from domain.errors import Fault, InputError

    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        found = (error.strerror or "unreadable").lower()
    except UnicodeDecodeError:
        found = "bytes that are not text"
    remedy = "give the .json file that `snokyla report build` wrote"
    raise InputError([Fault(str(file), None, "(file)", found, "the JSON file of a report", remedy)])


def _document_again(data: Path | None, site_id: str, year: int, language: str, issued: date) -> Document:
    from app.store import STORE_FILE, open_store, resolve_data_dir, stored_site
    from domain.errors import InsufficientData, Unreachable

    folder = resolve_data_dir(data)
    if not (folder / STORE_FILE).is_file():
        raise Unreachable(str(folder), "no store there; name the data directory with --data")
    store = open_store(folder)
    try:
        site = stored_site(store)
        if site is None or site.id != site_id:
            kept = f"the site {site.id}" if site is not None else "no site"
            raise InsufficientData(f"{folder}: the store keeps {kept}, the report is of {site_id}; see --data")
        return _composed(store, site, year, language, issued)
    finally:
        store.close()


def _tell(found: list[Mismatch], checked: int) -> None:
    for mismatch in found:
        click.echo(f"{mismatch.id}: printed {mismatch.printed}, recomputed {mismatch.recomputed}")
    click.echo(f"{checked} figures checked, {len(found)} differ")
