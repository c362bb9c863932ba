"""Settings that are none: which variable or option it is, what it has, and what it takes."""

from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from kg.problems import SystemFault, Text

ENV_PREFIX: Final = "KG_"

_KINDS: Final = {
    int: Text("整数", "a whole number"),
    float: Text("数", "a number"),
    str: Text("文字列", "text"),
    Path: Text("フォルダー", "a folder"),
    tuple: Text("空白かコンマで区切った一覧", "a list separated by spaces or commas"),
}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return ENV_PREFIX + name.upper()


def accepted(field: FieldInfo) -> Text:
    """What a setting takes, in words.

    >>> accepted(FieldInfo.from_annotation(Literal["ja", "en"])).en
    'one of ja, en'
    """
    kind = kind_of(field)
    if get_origin(kind) is Literal:
        listed = ", ".join(get_args(kind))
        return Text(f"{listed} のどれか", f"one of {listed}")
    words, bounds = _KINDS[get_origin(kind) or kind], _bounds(field)
    return Text(f"{words.ja}{bounds.ja}", f"{words.en}{bounds.en}")


def kind_of(field: FieldInfo) -> Any:
    """The type of a setting, without None where it may be unset."""
    kind = field.annotation
    if get_origin(kind) in {Union, UnionType}:
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _bounds(field: FieldInfo) -> Text:
    low = next((rule.ge for rule in field.metadata if isinstance(rule, Ge)), None)
    above = next((rule.gt for rule in field.metadata if isinstance(rule, Gt)), None)
    high = next((rule.le for rule in field.metadata if isinstance(rule, Le)), None)
    if low is not None and high is not None:
        return Text(f"（{low}から{high}まで）", f", {low} to {high}")
    if low is not None:
        return Text(f"（{low}以上）", f", at least {low}")
    if above is not None:
        return Text(f"（{above}より大きい）", f", more than {above}")
    if any(isinstance(rule, MinLen) for rule in field.metadata):
        return Text("（空でないもの）", ", not empty")
    return Text("", "")


class WrongSettings(SystemFault):
    """Settings have values that they do not take.

    Args:
        error: what pydantic found.
        fields: the fields of the settings.
        given: the settings that were given as options; the others come from the environment.

    Attributes:
        text: every setting, its value and what it takes, in both languages.
    """

    def __init__(
        self, error: ValidationError, fields: Mapping[str, FieldInfo], given: Mapping[str, object]
    ) -> None:
        texts = []
        for found in error.errors():
            name = str(found["loc"][0])
            shown = f"--{name.replace('_', '-')}" if name in given else variable(name)
            texts.append(_sentence(shown, found["input"], accepted(fields[name])))
        self.text = Text("".join(text.ja for text in texts), " ".join(text.en for text in texts))
        super().__init__(self.text.en)


def _sentence(shown: str, value: object, takes: Text) -> Text:
    return Text(
        f"{shown} に「{value}」は指定できません。{takes.ja}を指定してください。",
        f"{shown} cannot be {str(value)!r}; it takes {takes.en}.",
    )
