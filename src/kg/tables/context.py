"""The scope in which a metadata document is read: base URL, default language, report.

Source: tabular-metadata, section 5.2 (top-level properties).
"""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from .languages import is_language
from .messages import Report
from .model import UNDETERMINED, Json
from .terms import CONTEXT_URL, PREFIXES, expand


@dataclass(frozen=True, slots=True)
class Scope:
    """Base URL and language of a document, and where its problems go."""

    base: str
    language: str
    file: str
    report: Report

    def resolve(self, reference: str) -> str:
        """A reference as an absolute URL."""
        return urljoin(self.base, reference)

    def invalid(self, name: str, value: Json, ja: str, en: str) -> None:
        """Tells of a property value that is ignored."""
        self.report.warn(
            "bad-property",
            file=self.file,
            property=name,
            value=show(value),
            expected_ja=ja,
            expected_en=en,
        )

    def wrong(self, rule: str, value: Json = None, **details: object) -> None:
        """Tells of an error that no reader may pass over."""
        shown = "" if value is None else show(value)
        self.report.error(rule, file=self.file, value=shown, **details)


def show(value: Json) -> str:
    """A JSON value as a problem shows it."""
    return value if isinstance(value, str) else repr(value)


def is_common_name(name: str) -> bool:
    """Whether a property name is a prefixed name of the context or an absolute URL.

    >>> is_common_name("dc:title"), is_common_name("https://example.org/p"), is_common_name("foo")
    (True, True, False)
    """
    prefix, colon, _ = name.partition(":")
    return bool(colon) and (prefix in PREFIXES or is_absolute(name))


def is_absolute(url: str) -> bool:
    """Whether a string is an absolute URL or a URN."""
    parts = urlsplit(url)
    return bool(parts.scheme) and bool(parts.netloc or (parts.scheme == "urn" and parts.path))


def read_scope(context: Json, url: str, file: str, report: Report) -> Scope:
    """The scope that ``@context`` sets; an invalid one is an error in the report."""
    plain = Scope(url, UNDETERMINED, file, report)
    if context == CONTEXT_URL:
        return plain
    if isinstance(context, list) and context and context[0] == CONTEXT_URL:
        if len(context) == 1:
            return plain
        local = context[1]
        if len(context) == 2 and isinstance(local, dict):
            return _local_scope(local, plain)
    plain.wrong("bad-context", context)
    return plain


def _local_scope(local: dict[str, Json], plain: Scope) -> Scope:
    base, language = plain.base, plain.language
    for key, value in local.items():
        if key == "@base" and isinstance(value, str):
            base = plain.resolve(expand(value))
        elif key == "@language":
            if isinstance(value, str) and is_language(value):
                language = value
            else:
                plain.invalid(key, value, "BCP 47 の言語コードを書く", "a BCP 47 tag is expected")
        else:
            plain.wrong("bad-context", local)
    return Scope(base, language, plain.file, plain.report)
