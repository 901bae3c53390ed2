"""`snokyla check`: every error in configuration files, with file and line, at once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from config.check import CheckResult

_EXIT_FAULTY = 3


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document: {ok, errors, warnings}.")
@click.option(
    "--schema",
    is_flag=False,
    flag_value="site",
    type=click.Choice(["site", "plant"]),
    help="Print the JSON Schema of a site file (or of a plant file), for editors.",
)
def command(paths: tuple[str, ...], as_json: bool, schema: str | None) -> int:
    """Check site and plant files, device profiles, tariffs, targets; also folders and names of shipped ones."""
    from app.profile_vectors import vector_faults
    from config.check import check_files
    from config.schema import plant_schema, site_schema

    if schema is not None:
        described = plant_schema() if schema == "plant" else site_schema()
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return 0
    if not paths:
        raise click.UsageError("name a file, a folder or a shipped site, as in: snokyla check ostersund_demo")
    result = check_files(paths, vector_faults)
    if as_json:
        click.echo(json.dumps(document(result), ensure_ascii=False, indent=2))
    else:
        _print(result, paths)
    return 0 if result.ok else _EXIT_FAULTY


def document(result: CheckResult) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "ok": result.ok,
        "errors": [asdict(fault) for fault in result.errors],
        "warnings": [asdict(fault) for fault in result.warnings],
    }


def _print(result: CheckResult, paths: tuple[str, ...]) -> None:
    for fault in result.errors:
        click.echo(str(fault), err=True)
    for fault in result.warnings:
        click.echo(f"warning: {fault}", err=True)
    if result.ok:
        click.echo(f"ok: {', '.join(paths)}")
    else:
        count = len(result.errors)
        click.echo(f"{count} error{'s' if count > 1 else ''}", err=True)
