"""Morph-KGC over generated tables: the RML mapping that says what their CSVW metadata say."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from benchmarks.rivals.environments import Environment
from benchmarks.workspace import Bench
from kg.iris import PREFIXES, expand

MORPH_KGC: Final = Environment("morph-kgc", ("morph-kgc==2.10.0",))

_RR: Final = "http://www.w3.org/ns/r2rml#"
_RML: Final = "http://semweb.mmlab.be/ns/rml#"
_CSV: Final = ox.NamedNode("http://semweb.mmlab.be/ns/ql#CSV")
_VARIABLE: Final = re.compile(r"\{\+?(\w+)\}")
_SETTINGS: Final = """\
[CONFIGURATION]
output_file: {output}
output_format: N-TRIPLES
number_of_processes: 2
safe_percent_encoding: /
[tables]
mappings: {mapping}
"""


def prepare(bench: Bench, tables: Path, folder: Path) -> tuple[list[str], Path]:
    """Write mapping and settings; returns the command, and the file that it will write.

    Args:
        bench: where the rival is installed.
        tables: the folder of CSV files with their metadata.
        folder: where mapping, settings and output go.

    Raises:
        Absent: Morph-KGC cannot be installed.
    """
    python = MORPH_KGC.program(bench, "python")
    mapping, settings, output = (folder / name for name in ("map.ttl", "morph.ini", "morph.nt"))
    triples = [t for csv in sorted(tables.glob("*.csv")) for t in _table(csv)]
    mapping.write_bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b"")
    settings.write_text(_SETTINGS.format(output=output, mapping=mapping))
    return [python, "-m", "morph_kgc", str(settings)], output


def _table(csv: Path) -> Iterator[ox.Triple]:
    """The triples map of one table (RML, section 4)."""
    metadata = csv.with_name(f"{csv.name}-metadata.json").read_text(encoding="utf-8")
    schema = json.loads(metadata)["tableSchema"]
    titles = {c["name"]: c["titles"]["ja"] for c in schema["columns"] if not c.get("virtual")}
    table, source, subject = (ox.BlankNode() for _ in range(3))
    yield _triple(table, f"{_RML}logicalSource", source)
    yield _triple(source, f"{_RML}source", ox.Literal(str(csv)))
    yield _triple(source, f"{_RML}referenceFormulation", _CSV)
    yield _triple(table, f"{_RR}subjectMap", subject)
    yield _triple(subject, f"{_RR}template", _template(schema["aboutUrl"], titles))
    for column in schema["columns"]:
        if not column.get("suppressOutput"):
            yield from _column(table, column, titles)


def _column(
    table: ox.BlankNode, column: Mapping[str, Any], titles: Mapping[str, str]
) -> Iterator[ox.Triple]:
    pair, obj = ox.BlankNode(), ox.BlankNode()
    yield _triple(table, f"{_RR}predicateObjectMap", pair)
    yield _triple(pair, f"{_RR}predicate", ox.NamedNode(_iri(column["propertyUrl"])))
    yield _triple(pair, f"{_RR}objectMap", obj)
    if column.get("virtual"):
        yield _triple(obj, f"{_RR}constant", ox.NamedNode(_iri(column["valueUrl"])))
    elif "valueUrl" in column:
        yield _triple(obj, f"{_RR}template", _template(column["valueUrl"], titles))
    else:
        yield _triple(obj, f"{_RML}reference", ox.Literal(titles[column["name"]]))
        yield from _literal(obj, column)


def _literal(obj: ox.BlankNode, column: Mapping[str, Any]) -> Iterator[ox.Triple]:
    datatype = column.get("datatype", "string")
    if "lang" in column:
        yield _triple(obj, f"{_RR}language", ox.Literal(column["lang"]))
    elif isinstance(datatype, str) and datatype != "string":
        yield _triple(obj, f"{_RR}datatype", ox.NamedNode(expand(f"xsd:{datatype}")))


def _template(template: str, titles: Mapping[str, str]) -> ox.Literal:
    """A URI template of CSVW, its variables the headers of the CSV file."""
    return ox.Literal(_VARIABLE.sub(lambda found: f"{{{titles[found[1]]}}}", template))


def _iri(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest if prefix in PREFIXES else name


def _triple(
    subject: ox.BlankNode, predicate: str, obj: ox.NamedNode | ox.BlankNode | ox.Literal
) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), obj)
