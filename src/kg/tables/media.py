"""What the headers of a response say about a table that has no dialect of its own.

Source: tabular-data-model, section 6.1.
"""

from dataclasses import replace
from email.message import Message

from .fetch import Response
from .model import Dialect, TableDescription


def with_media_type(table: TableDescription, response: Response | None) -> TableDescription:
    """The description, with delimiter, header, encoding and language from the response."""
    if response is None:
        if table.dialect is None and table.url.lower().endswith(".tsv"):
            return replace(table, dialect=Dialect(delimiter="\t"))
        return table
    language = response.language.strip()
    if language and "," not in language and table.inherited.lang is None:
        table = replace(table, inherited=replace(table.inherited, lang=language))
    if table.dialect is not None or not response.media_type:
        return table
    return replace(table, dialect=dialect_of(response.media_type))


def dialect_of(media_type: str) -> Dialect:
    """The dialect that a Content-Type header implies.

    >>> dialect_of("text/csv; charset=shift_jis; header=absent").header_rows
    0
    """
    message = Message()
    message["Content-Type"] = media_type
    tabs = message.get_content_type() == "text/tab-separated-values"
    return Dialect(
        delimiter="\t" if tabs else ",",
        header=message.get_param("header") != "absent",
        encoding=message.get_content_charset() or "utf-8",
    )
