"""Which of the two languages a command speaks."""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict, TypeVar

import click

from kg.problems import Text

JAPANESE: Final = "ja"
ENGLISH: Final = "en"
_META: Final = "kg.language"
_VARIABLES: Final = ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

Command = TypeVar("Command", bound=Callable[..., Any])


def of_environment(environment: Mapping[str, str]) -> str:
    """The language of an environment: of the first variable that is set, English otherwise.

    >>> of_environment({"LANG": "ja_JP.UTF-8"})
    'ja'
    >>> of_environment({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"})
    'en'
    """
    chosen = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return JAPANESE if chosen.lower().startswith(JAPANESE) else ENGLISH


def language() -> str:
    """The language of the command that runs."""
    context = click.get_current_context(silent=True)
    chosen = context.meta.get(_META) if context else None
    return chosen or of_environment(os.environ)


def say(text: Text) -> str:
    """A text in the language of the command that runs."""
    return text.in_language(language())


class Help(TypedDict):
    """The help texts of a command, as click takes them."""

    help: str
    short_help: str


def helped(short: Text, long: Text) -> Help:
    """The help of a command: a few words for the list of commands, and sentences.

    Help is printed before options are read, so it speaks both languages.
    """
    return {"help": f"{long.en}\n\n{long.ja}", "short_help": f"{short.en} / {short.ja}"}


def _remember(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.meta[_META] = value


def lang_option(command: Command) -> Command:
    """Adds ``--lang`` to a command."""
    option = click.option(
        "--lang",
        type=click.Choice([JAPANESE, ENGLISH]),
        callback=_remember,
        expose_value=False,
        is_eager=True,
        help="Language of messages (else LANG decides). メッセージの言語（なければLANG）。",
    )
    return option(command)
