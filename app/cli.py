"""The command line: verbs are found by name and loaded only when called."""

from __future__ import annotations

import importlib
import logging
import os
import sys

import click

from app.log_setup import set_up_logging
from domain.errors import (
    FaultyFileError,
    InsufficientData,
    NotPermitted,
    PermanentError,
    SnokylaError,
    Unreachable,
)

# verb → module of app.verbs that holds a click command (or group) called `command`
VERBS = {
    "demo": "demo",
    "run": "run",
    "check": "check",
    "points": "points",
    "export": "export",
    "import": "import_readings",
    "report": "report",
    "simulate": "simulate",
    "what-if": "what_if",
    "verify": "verify",
    "portfolio": "portfolio",
    "verify-snow": "verify_snow",
    "signature": "signature",
    "mv-plan": "mv_plan",
    "alarms": "alarms",
    "version": "version",
}

EXIT_INTERNAL, EXIT_FILE, EXIT_UNREACHABLE, EXIT_INSUFFICIENT, EXIT_PERMISSION = 1, 3, 4, 5, 8
EXIT_INTERRUPTED = 130
# The first that fits: a special kind stands before a wider one.
EXIT_CODES: dict[type[SnokylaError], int] = {
    FaultyFileError: EXIT_FILE,
    Unreachable: EXIT_UNREACHABLE,
    InsufficientData: EXIT_INSUFFICIENT,
    NotPermitted: EXIT_PERMISSION,
    # A store that is damaged or of a newer version cannot be reached either, now or later.
    PermanentError: EXIT_UNREACHABLE,
}

_LOG = logging.getLogger("snokyla")


class LazyVerbs(click.Group):
    """A group that imports the module of a verb when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names of all verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of verb `cmd_name`, None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"app.verbs.{VERBS[cmd_name]}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; a reader (`head`) that has had enough is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Nothing more may be written, not even on leaving.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


@click.command(cls=LazyVerbs, context_settings={"help_option_names": ["-h", "--help"]})
def snokyla() -> None:
    """Energy monitoring, snow-cooling control and verified savings for a municipality."""


def main(arguments: list[str] | None = None) -> None:
    """Run one verb and leave with the documented exit code."""
    set_up_logging()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run one verb; its exit code. Messages go to stderr."""
    code = EXIT_INTERNAL
    try:
        outcome = snokyla.main(arguments, prog_name="snokyla", standalone_mode=False)
        code = outcome if isinstance(outcome, int) else 0
    except click.ClickException as error:
        error.show(file=sys.stderr)
        code = error.exit_code
    except click.Abort:
        code = EXIT_INTERRUPTED
    except SnokylaError as error:
        # Faults of a file begin with file:line, so that editors and other programs find the place.
        click.echo(str(error) if isinstance(error, FaultyFileError) else f"snokyla: {error}", err=True)
        code = next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), EXIT_INTERNAL)
    except Exception:
        _LOG.exception("internal error; please report it with the lines above")
    return code
