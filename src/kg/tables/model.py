"""What a metadata document says, as typed records: groups, tables, schemas, columns.

Source: tabular-metadata, sections 5.3 to 5.9. A property that was not given is None, so that
inheritance can tell "not given" from any value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

UNDETERMINED = "und"
NO_SEPARATOR = ""
"""An explicit ``null`` separator: the cell holds no list, whatever the parent says."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are written: pattern (UTS 35) and the characters used in the cells."""

    pattern: str | None = None
    decimal_char: str = "."
    group_char: str | None = None


@dataclass(frozen=True, slots=True)
class Datatype:
    """A datatype description; ``base`` is a name of ``terms.DATATYPES``, limits are as written."""

    base: str = "string"
    iri: str | None = None
    format: str | NumberFormat | None = None
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None


@dataclass(frozen=True, slots=True)
class Inherited:
    """Properties that a column takes from its schema, table or group (section 5.7)."""

    about_url: str | None = None
    datatype: Datatype | None = None
    default: str | None = None
    lang: str | None = None
    null: tuple[str, ...] | None = None
    ordered: bool | None = None
    property_url: str | None = None
    required: bool | None = None
    separator: str | None = None
    text_direction: str | None = None
    value_url: str | None = None
    as_printed: str | None = None
    value_url_per_item: bool | None = None

    def within(self, parent: "Inherited") -> "Inherited":
        """These properties, those not given taken from the parent."""
        values = {
            item.name: getattr(parent if getattr(self, item.name) is None else self, item.name)
            for item in fields(self)
        }
        return Inherited(**values)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file is written (section 5.9), with this project's extensions."""

    comment_prefix: str | None = "#"
    delimiter: str = ","
    double_quote: bool = True
    encoding: str = "utf-8"
    header: bool = True
    header_row_count: int | None = None
    line_terminators: tuple[str, ...] = ("\r\n", "\n")
    quote_char: str | None = '"'
    skip_blank_rows: bool = False
    skip_columns: int = 0
    skip_initial_space: bool = False
    skip_rows: int = 0
    trim: str = "false"
    detect_encoding: bool = False
    japanese: bool = False

    @property
    def header_rows(self) -> int:
        """Number of header rows after the skipped rows."""
        return int(self.header) if self.header_row_count is None else self.header_row_count

    @property
    def trims_start(self) -> bool:
        """Whether white space before an unquoted value is dropped."""
        return self.trim in ("true", "start") or self.skip_initial_space

    @property
    def trims_end(self) -> bool:
        """Whether white space after an unquoted value is dropped."""
        return self.trim in ("true", "end")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A common property with its value: property IRI and JSON in normal form (section 6)."""

    property: str
    value: Json


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns here that must name a row there; there is told by table URL or schema id."""

    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    table: str | None = None
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column description; ``titles`` by language, ``name`` None where not given.

    ``named_after`` is the title that names the column instead: the first one in the document's
    language or in none.
    """

    name: str | None = None
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named_after: str | None = None
    virtual: bool = False
    suppress_output: bool = False
    inherited: Inherited = Inherited()


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table, its keys and row titles.

    ``has_columns`` says that the metadata speak of columns, be it of none; else the header does.
    """

    iri: str | None = None
    has_columns: bool = False
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    row_titles: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    inherited: Inherited = Inherited()


@dataclass(frozen=True, slots=True)
class TableDescription:
    """One table of a group; ``document`` is the URL of the metadata it was read from."""

    url: str
    iri: str | None = None
    schema: Schema = Schema()
    dialect: Dialect | None = None
    direction: str = "auto"
    suppress_output: bool = False
    notes: tuple[Json, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    inherited: Inherited = Inherited()
    document: str = ""
    embedded: bool = False

    @property
    def column_defaults(self) -> Inherited:
        """What every column of the table inherits: from schema, then table (group merged in)."""
        return self.schema.inherited.within(self.inherited)


@dataclass(frozen=True, slots=True)
class GroupDescription:
    """A group of tables as one metadata document describes it."""

    tables: tuple[TableDescription, ...]
    iri: str | None = None
    notes: tuple[Json, ...] = ()
    annotations: tuple[Annotation, ...] = ()
