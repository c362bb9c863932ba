"""The CSVW vocabulary as data: prefixes, terms and datatypes of the context document.

Source: https://www.w3.org/ns/csvw.jsonld, section 5.11.1 of tabular-metadata.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode

CSVW = "http://www.w3.org/ns/csvw#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
CONTEXT_URL = "http://www.w3.org/ns/csvw"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "as": "https://www.w3.org/ns/activitystreams#",
        "cc": "http://creativecommons.org/ns#",
        "csvw": CSVW,
        "ctag": "http://commontag.org/ns#",
        "dc": "http://purl.org/dc/terms/",
        "dc11": "http://purl.org/dc/elements/1.1/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "dctypes": "http://purl.org/dc/dcmitype/",
        "dqv": "http://www.w3.org/ns/dqv#",
        "duv": "https://www.w3.org/TR/vocab-duv#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "gr": "http://purl.org/goodrelations/v1#",
        "grddl": "http://www.w3.org/2003/g/data-view#",
        "ical": "http://www.w3.org/2002/12/cal/icaltzd#",
        "ldp": "http://www.w3.org/ns/ldp#",
        "ma": "http://www.w3.org/ns/ma-ont#",
        "oa": "http://www.w3.org/ns/oa#",
        "og": "http://ogp.me/ns#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": RDF,
        "rdfa": "http://www.w3.org/ns/rdfa#",
        "rdfs": RDFS,
        "rev": "http://purl.org/stuff/rev#",
        "rif": "http://www.w3.org/2007/rif#",
        "rr": "http://www.w3.org/ns/r2rml#",
        "schema": "http://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sioc": "http://rdfs.org/sioc/ns#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "skosxl": "http://www.w3.org/2008/05/skos-xl#",
        "v": "http://rdf.data-vocabulary.org/#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": "http://rdfs.org/ns/void#",
        "wdr": "http://www.w3.org/2007/05/powder#",
        "wrds": "http://www.w3.org/2007/05/powder-s#",
        "xhv": "http://www.w3.org/1999/xhtml/vocab#",
        "xsd": XSD,
    }
)

_XSD_NAMES = [
    "anyURI",
    "base64Binary",
    "boolean",
    "byte",
    "date",
    "dateTime",
    "dayTimeDuration",
    "dateTimeStamp",
    "decimal",
    "double",
    "duration",
    "float",
    "gDay",
    "gMonth",
    "gMonthDay",
    "gYear",
    "gYearMonth",
    "hexBinary",
    "int",
    "integer",
    "language",
    "long",
    "Name",
    "NCName",
    "NMTOKEN",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "normalizedString",
    "positiveInteger",
    "QName",
    "short",
    "string",
    "time",
    "token",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
    "yearMonthDuration",
    "anyAtomicType",
]

DATATYPES: Mapping[str, str] = MappingProxyType(
    {
        **{name: XSD + name for name in _XSD_NAMES},
        "any": XSD + "anyAtomicType",
        "binary": XSD + "base64Binary",
        "datetime": XSD + "dateTime",
        "number": XSD + "double",
        "html": RDF + "HTML",
        "xml": RDF + "XMLLiteral",
        "json": CSVW + "JSON",
    }
)
"""Names of the built-in datatypes, with the datatype IRI of their literals."""

_CLASS_NAMES = [
    "Cell",
    "Column",
    "Datatype",
    "Dialect",
    "Direction",
    "ForeignKey",
    "NumericFormat",
    "Row",
    "Schema",
    "Table",
    "TableGroup",
    "TableReference",
    "Transformation",
    "JSON",
    "uriTemplate",
]

TERMS: Mapping[str, str] = MappingProxyType(
    {
        **DATATYPES,
        **{name: CSVW + name for name in _CLASS_NAMES},
        "describedby": "http://www.w3.org/2007/05/powder-s#describedby",
        "license": "http://www.w3.org/1999/xhtml/vocab#license",
        "role": "http://www.w3.org/1999/xhtml/vocab#role",
    }
)
"""Names that stand for an IRI without a prefix, as values of ``@type`` for instance."""

RDF_TYPE = NamedNode(RDF + "type")
RDF_FIRST = NamedNode(RDF + "first")
RDF_REST = NamedNode(RDF + "rest")
RDF_NIL = NamedNode(RDF + "nil")
RDFS_COMMENT = NamedNode(RDFS + "comment")
XSD_INTEGER = NamedNode(XSD + "integer")
CSVW_TABLE_GROUP = NamedNode(CSVW + "TableGroup")
CSVW_TABLE_CLASS = NamedNode(CSVW + "Table")
CSVW_ROW_CLASS = NamedNode(CSVW + "Row")
CSVW_TABLE = NamedNode(CSVW + "table")
CSVW_URL = NamedNode(CSVW + "url")
CSVW_ROW = NamedNode(CSVW + "row")
CSVW_ROWNUM = NamedNode(CSVW + "rownum")
CSVW_TITLE = NamedNode(CSVW + "title")
CSVW_NOTE = NamedNode(CSVW + "note")
CSVW_DESCRIBES = NamedNode(CSVW + "describes")


def expand(name: str) -> str:
    """A prefixed name as an IRI; any other string as it is.

    >>> expand("schema:name")
    'http://schema.org/name'
    >>> expand("https://example.org/x")
    'https://example.org/x'
    """
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name
