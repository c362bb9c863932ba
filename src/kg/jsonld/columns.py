"""A sorted graph as JSON-LD, by columns: the nodes of ``writer.stream`` in a fraction of its time.

The text of a literal stands in canonical N-Triples as it does in JSON, quotation marks included,
but for control characters. Nodes that hold these, and what else columns do not express (terms that
the context would misread, types that are no IRIs, triple terms), are written one by one.
"""

import json
from typing import Final

import polars as pl
import pyoxigraph as ox

from kg.iris import expand
from kg.jsonld.context import CONTEXT, Context, Term
from kg.jsonld.nodes import BOOLEANS, CANONICAL_INTEGER, RDF_TYPE
from kg.jsonld.writer import stream_nodes

_STRING: Final = expand("xsd:string")
_INTEGER: Final = expand("xsd:integer")
_BOOLEAN: Final = expand("xsd:boolean")
_FIRST: Final = ('"type"', '"label"')  # keys that stand before the others, which are sorted
_GROUP: Final = ("node", "key")


def nodes(frame: pl.DataFrame, *, context: Context = CONTEXT) -> pl.Series:
    """The nodes of a document, one for each subject, in the order of the frame, as JSON texts.

    Args:
        frame: columns ``subject``, ``predicate`` and ``object``, terms in canonical N-Triples,
            sorted by them, each row once.
        context: what the document states as its context.

    Raises:
        QuotedTripleError: a term that JSON-LD 1.1 cannot hold.
    """
    rows = frame.with_columns(
        node=pl.col("subject").rle_id(), suffix=pl.col("object").str.extract('"([^"]*)$')
    )
    terms = rows.join(_properties(rows, context), on="predicate", maintain_order="left").join(
        _kinds(rows, context), on="suffix", how="left", nulls_equal=True, maintain_order="left"
    )
    is_type = pl.col("predicate") == f"<{RDF_TYPE}>"
    is_text = pl.col("by_language") & pl.col("suffix").str.starts_with("@").fill_null(value=False)
    texts = _texts(terms.filter(is_text))
    odd = pl.concat([_odd(terms, context), _badly_sorted(texts)]).unique().implode()
    values = [
        _types(terms.filter(is_type), context),
        _values(terms.filter(~is_type & ~is_text)),
        _language_maps(texts),
    ]
    entries = pl.concat(values).filter(~pl.col("node").is_in(odd))
    written = _written(rows.filter(pl.col("node").is_in(odd)), context)
    return pl.concat([_assembled(rows, entries), written]).sort("node")["text"]


def _properties(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Predicate → key of its texts by language, key of its other values, coercion."""
    predicates = rows["predicate"].unique().to_list()
    terms = [context.terms.get(iri) or Term(context.compact(iri)) for iri in map(_bare, predicates)]
    return pl.DataFrame(
        {
            "predicate": predicates,
            "text_key": [_json(term.name) for term in terms],
            "key": [
                # a language map holds texts only
                _json(context.compact(_bare(predicate)) if term.by_language else term.name)
                for predicate, term in zip(predicates, terms, strict=True)
            ],
            "coercion": [term.coercion for term in terms],
            "by_language": [term.by_language for term in terms],
        },
        schema={
            **dict.fromkeys(("predicate", "text_key", "key", "coercion"), pl.String),
            "by_language": pl.Boolean,
        },
    )


def _kinds(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """What follows a literal's text → its datatype, and how an object that states it begins."""
    suffixes = rows["suffix"].unique().drop_nulls().to_list()
    datatypes = [_bare(suffix[2:]) if suffix.startswith("^") else "" for suffix in suffixes]
    return pl.DataFrame(
        {
            "suffix": suffixes,
            "datatype": [
                datatype or ("" if suffix else _STRING)
                for suffix, datatype in zip(suffixes, datatypes, strict=True)
            ],
            "opening": [
                _opening(suffix, context.compact(datatype))
                for suffix, datatype in zip(suffixes, datatypes, strict=True)
            ],
        },
        schema={"suffix": pl.String, "datatype": pl.String, "opening": pl.String},
    )


def _opening(suffix: str, datatype: str) -> str:
    if suffix.startswith("@"):
        return f'{{"@language":{_json(suffix[1:])},"@value":'
    return f'{{"@type":{_json(datatype)},"@value":' if suffix else '{"@value":'


def _odd(rows: pl.DataFrame, context: Context) -> pl.Series:
    """The nodes that columns do not express."""
    object_ = pl.col("object")
    is_odd = (
        _misread("subject", rows, context)
        | _misread("predicate", rows, context)
        | _misread("object", rows, context)
        | _misread("suffix", rows, context)
        | object_.str.contains("\\u", literal=True)
        | object_.str.starts_with("<<")
        | pl.col("suffix").str.contains("--", literal=True).fill_null(value=False)
        | ((pl.col("predicate") == f"<{RDF_TYPE}>") & ~object_.str.starts_with("<"))
    )
    return rows.filter(is_odd)["node"]


def _misread(column: str, rows: pl.DataFrame, context: Context) -> pl.Expr:
    """Whether a reader would take the IRI in a column for a compact one."""
    rare = rows.filter(pl.col(column).str.contains(r"^(\^\^)?<") & ~_is_http(column))[column]
    found = [term for term in rare.unique() if context.misreads(_bare(term.removeprefix("^^")))]
    return pl.col(column).is_in(found)


def _is_http(column: str) -> pl.Expr:
    return pl.col(column).str.contains(r"^(\^\^)?<https?://")


def _types(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    classes = rows["object"].unique().to_list()
    names = [_json(context.compact(_bare(name))) for name in classes]
    return _grouped(
        rows.select(
            "node",
            key=pl.lit('"type"'),
            value=pl.col("object").replace_strict(classes, names, return_dtype=pl.String),
        )
    )


def _values(rows: pl.DataFrame) -> pl.DataFrame:
    return _grouped(rows.select("node", "key", value=_value()))


def _value() -> pl.Expr:
    """The JSON of an object that stands in no language map."""
    object_, coercion, datatype = (pl.col(name) for name in ("object", "coercion", "datatype"))
    name = pl.concat_str(
        pl.lit('"'), object_.str.strip_prefix("<").str.strip_suffix(">"), pl.lit('"')
    )
    text = object_.str.strip_suffix(pl.col("suffix"))
    bare = text.str.strip_prefix('"').str.strip_suffix('"')
    native = ((datatype == _INTEGER) & bare.str.contains(f"^(?:{CANONICAL_INTEGER.pattern})$")) | (
        (datatype == _BOOLEAN) & bare.is_in(list(BOOLEANS))
    )
    return (
        pl.when(datatype.is_null() & (coercion == "@id"))
        .then(name)
        .when(datatype.is_null())
        .then(pl.concat_str(pl.lit('{"id":'), name, pl.lit("}")))
        .when(
            native
            & coercion.is_in(["", _INTEGER, _BOOLEAN])
            & ((coercion == "") | (coercion == datatype))
        )
        .then(bare)
        .when(pl.when(coercion == "").then(pl.lit(_STRING)).otherwise(coercion) == datatype)
        .then(text)
        .otherwise(pl.concat_str("opening", text, pl.lit("}")))
    )


def _texts(rows: pl.DataFrame) -> pl.DataFrame:
    """The texts of each node, property and language."""
    return (
        rows.select(
            "node",
            pl.col("text_key").alias("key"),
            pl.col("suffix").str.strip_prefix("@").alias("language"),
            text=pl.col("object").str.strip_suffix(pl.col("suffix")),
        )
        .group_by("node", "key", "language", maintain_order=True)
        .agg("text")
    )


def _badly_sorted(texts: pl.DataFrame) -> pl.Series:
    """The nodes with several texts that stand in the order of their escapes, not of themselves."""
    escaped = pl.col("text").list.join("").str.contains("\\", literal=True)
    return texts.filter(pl.col("text").list.len() > 1).filter(escaped)["node"]


def _language_maps(texts: pl.DataFrame) -> pl.DataFrame:
    entry = pl.concat_str(pl.lit('"'), "language", pl.lit('":'), _lone(pl.col("text")))
    return (
        texts.with_columns(value=entry)
        .sort("node", "key", "language")
        .group_by(_GROUP, maintain_order=True)
        .agg("value")
        .select("node", "key", value=_braced(pl.col("value").list.join(",")))
    )


def _grouped(rows: pl.DataFrame) -> pl.DataFrame:
    """One value for each node and key, of rows where these stand together; several make a list."""
    first = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in _GROUP)
    alone = first & first.shift(-1, fill_value=True)
    several = rows.filter(~alone).group_by(_GROUP, maintain_order=True).agg("value")
    return pl.concat([rows.filter(alone), several.with_columns(value=_lone(pl.col("value")))])


def _lone(values: pl.Expr) -> pl.Expr:
    listed = pl.concat_str(pl.lit("["), values.list.join(","), pl.lit("]"))
    return pl.when(values.list.len() == 1).then(values.list.first()).otherwise(listed)


def _braced(text: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit("{"), text, pl.lit("}"))


def _assembled(rows: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Each node with its entries: ``id``, type and label first, then by key."""
    keys = sorted(
        entries["key"].unique(),
        key=lambda key: (key not in _FIRST, key != '"type"', json.loads(key)),
    )
    order = pl.DataFrame({"key": keys}, schema={"key": pl.String}).with_row_index("rank")
    bodies = (
        entries.join(order, on="key")
        .sort("node", "rank")
        .select("node", entry=pl.concat_str("key", pl.lit(":"), "value"))
        .group_by("node", maintain_order=True)
        .agg("entry")
    )
    names = rows.group_by("node", maintain_order=True).agg(pl.col("subject").first())
    subject = pl.col("subject").str.strip_prefix("<").str.strip_suffix(">")
    head = pl.concat_str(pl.lit('"id":"'), subject, pl.lit('",'))
    return bodies.join(names, on="node").select(
        "node", text=_braced(pl.concat_str(head, pl.col("entry").list.join(",")))
    )


def _written(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Nodes written one by one."""
    document = rows.select("subject", "predicate", "object").write_csv(
        include_header=False, separator=" ", line_terminator=" .\n", quote_style="never"
    )
    parsed = ox.parse(document, format=ox.RdfFormat.N_TRIPLES)
    texts = [text.decode() for text in stream_nodes((q.triple for q in parsed), context)]
    return pl.DataFrame(
        {"node": rows["node"].unique(maintain_order=True), "text": texts},
        schema={"node": pl.UInt32, "text": pl.String},
    )


def _bare(iri: str) -> str:
    return iri[1:-1]


def _json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
