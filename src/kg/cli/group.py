"""The command group: finds a command by its module, and turns errors into exit codes.

Exit codes: 0 ok, 1 the data have problems, 2 wrong usage, 70 a fault of the system.
"""

from importlib import import_module
from importlib.metadata import version
from typing import Any, Final

import click

from kg.cli.language import helped, lang_option, say
from kg.cli.report import problem_lines
from kg.iris import BadIriPart
from kg.problems import DataError, SystemFault, Text
from kg.setting_errors import WrongSettings
from kg.store.errors import QueryError, QueryRefused, QuerySyntaxError

DATA_PROBLEMS: Final = 1
USAGE: Final = 2
FAULT: Final = 70

_COMMANDS: Final = (
    "build",
    "companion",
    "convert",
    "diff",
    "export",
    "join",
    "prune",
    "publish",
    "query",
    "releases",
    "serve",
    "settings",
    "validate",
    "verify",
    "version",
)
_SHORT: Final = Text("知識グラフ", "Knowledge graph")
_HELP: Final = Text(
    "科学技術・イノベーション政策の知識グラフを構築し、検証し、公開し、問い合わせる。",
    "Build, validate, publish and query the knowledge graph of science, technology and "
    "innovation policy.",
)


class Commands(click.Group):
    """Commands that are imported when they are asked for: each has a module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(import_module(f"kg.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for; errors end with a message and an exit code."""
        try:
            return super().invoke(ctx)
        except DataError as error:
            for line in problem_lines(error.problems):
                click.echo(line, err=True)
            ctx.exit(DATA_PROBLEMS)
        except BadIriPart as error:
            _end(ctx, USAGE, str(error))
        except WrongSettings as error:
            _end(ctx, USAGE, error.text)
        except QueryError as error:
            wrong = isinstance(error, QuerySyntaxError | QueryRefused)
            _end(ctx, USAGE if wrong else FAULT, error.text)
        except (SystemFault, OSError) as error:
            _end(ctx, FAULT, getattr(error, "text", None) or str(error))


def _end(ctx: click.Context, code: int, message: Text | str) -> None:
    text = say(message) if isinstance(message, Text) else message
    click.echo(f"kg: {' '.join(text.split())}", err=True)
    ctx.exit(code)


@click.group(cls=Commands, **helped(_SHORT, _HELP))
@click.version_option(version("sti-kg"), package_name="sti-kg", prog_name="kg")
@lang_option
def main() -> None:
    """The entrance to all commands."""
