"""Options that several commands share; help and defaults of settings come from their table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from kg.problems import Text
from kg.setting_table import table
from kg.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_SETTINGS: Final = {row.name: row for row in table()}


def help_of(text: Text) -> str:
    """An option's help in one line, English first."""
    return f"{text.en} {text.ja}"


def setting(name: str, kind: click.ParamType[Any] | type) -> Callable[[Command], Command]:
    """An option that stands for a setting; without it the setting's own value holds.

    Its value is None where it is not given, so that the environment is read only then.
    """
    row = _SETTINGS[name]
    return click.option(
        f"--{name.replace('_', '-')}",
        name,
        type=kind,
        help=f"{help_of(row.help)} [{row.variable}, {row.default}]",
    )


def settings(**given: Any) -> Settings:
    """The settings, those given as options first; raises WrongSettings."""
    return Settings(**{name: value for name, value in given.items() if value is not None})


home_option: Final = setting("home", click.Path(file_okay=False, path_type=Path))
base_option: Final = setting("base", str)
site_option: Final = setting("site", str)

root_option: Final = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=help_of(
        Text(
            "ontology・data・shapesのあるフォルダー。なければ付属のもの。",
            "Folder with ontology, data and shapes; the ones that come with kg otherwise.",
        )
    ),
)
