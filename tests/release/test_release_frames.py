"""Sorted columns are canonical lines, terms follow the base, large graphs come in parts."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iris import DEFAULT_BASE, ONTOLOGY, STI, Iris
from kg.release.cache import Cache
from kg.release.dumps import Dumps
from kg.release.frames import canonical, document, rebased, triples
from kg.release.graphs import Graphs, default_of
from kg.release.statistics import ClassCount, PropertyCount, Statistics
from kg.tables.columnar.ntriples import frame_of

BASE = "http://e.x/id/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
nodes = st.sampled_from(["a", "a/b", "a-b", "ab", "b", "é", "中"]).map(
    lambda key: ox.NamedNode(BASE + key)
)
blanks = st.sampled_from(["c14n1", "c14n10", "c14n2"]).map(ox.BlankNode)
texts = st.text(st.sampled_from("ab \"'\\\n\r\t\x00\x7f中,;"), max_size=4)
literals = (
    texts.map(ox.Literal)
    | st.builds(
        lambda text, tag: ox.Literal(text, language=tag),
        texts,
        st.sampled_from(["ja", "ja-hrkt", "en"]),
    )
    | st.builds(lambda text, kind: ox.Literal(text, datatype=kind), texts, nodes)
)
triple = st.builds(ox.Triple, nodes | blanks, nodes | st.just(TYPE), nodes | blanks | literals)
graphs_of = st.lists(st.lists(triple, max_size=25), min_size=1, max_size=3)


def lines(found: Iterable[ox.Triple]) -> set[bytes]:
    return {f"{each} .\n".encode() for each in found}


@settings(max_examples=200, deadline=None)
@given(st.lists(triple))
def test_sorted_columns_are_sorted_lines(found: list[ox.Triple]) -> None:
    frame = canonical(frame_of(found))
    assert document(frame) == b"".join(sorted(lines(found)))
    assert set(triples(frame)) == set(found)


@pytest.mark.parametrize(
    "iri", [f"{DEFAULT_BASE}id/region/a", ONTOLOGY, f"{STI}Agency", f"{ONTOLOGY}s", "http://e.x/"]
)
def test_frames_follow_the_base_as_iris_do(iri: str) -> None:
    iris = Iris("https://example.org/kg/")
    node, text = ox.NamedNode(iri), ox.Literal(iri)
    moved = ox.NamedNode(iris.rebase(iri))
    frame = frame_of([ox.Triple(node, node, node), ox.Triple(node, node, text)])
    assert list(triples(rebased(frame, iris))) == [
        ox.Triple(moved, moved, moved),
        ox.Triple(moved, moved, text),
    ]
    assert rebased(frame, Iris()).equals(frame)


def kept(cache: Path, found: list[list[ox.Triple]], rows: int) -> Graphs:
    """Graphs of which each is divided into runs of five triples."""
    cached = Cache(cache, run_rows=5)
    named = {
        f"http://e.x/graph/{number}": cached.put(
            str(number), [frame_of(own[at : at + 3]) for at in range(0, len(own), 3)]
        )
        for number, own in enumerate(found)
    }
    return Graphs(named, rows)


def written(folder: Path, graphs: Graphs) -> tuple[Statistics, dict[str, bytes]]:
    folder.mkdir()
    dumps = Dumps(folder, graphs, Iris("http://e.x/"))
    counts = dumps.write_lines()
    dumps.write_rest(counts, lambda: None)
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}
    assert {name: info.size for name, info in dumps.files.items()} == {
        name: len(content) for name, content in files.items()
    }
    return counts, files


@settings(max_examples=30, deadline=None)
@given(graphs_of, st.integers(1, 12))
def test_parts_hold_every_statement_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, found: list[list[ox.Triple]], rows: int
) -> None:
    graphs = kept(tmp_path_factory.mktemp("cache"), found, rows)
    parts = list(graphs.parts())
    subjects = [part["subject"].unique().sort().to_list() for part in parts]
    assert list(chain(*subjects)) == sorted({str(t.subject) for own in found for t in own})
    default = [each for part in parts for each in triples(default_of(part))]
    assert len(default) == len(set(default))
    assert set(default) == {t for own in found for t in own}
    named = {
        (each, graphs.names[row["graph"]])
        for part in parts
        for each, row in zip(triples(part), part.iter_rows(named=True), strict=True)
    }
    assert named == {
        (t, f"http://e.x/graph/{number}") for number, own in enumerate(found) for t in own
    }


def counted(found: list[list[ox.Triple]]) -> dict[str, object]:
    """The counts of a dataset, one by one."""
    default = {t for own in found for t in own}
    members: dict[str, set[object]] = defaultdict(set)
    for each in default:
        if each.predicate == TYPE and isinstance(each.object, ox.NamedNode):
            members[each.object.value].add(each.subject)
    return {
        "graphs": {f"http://e.x/graph/{n}": len(set(own)) for n, own in enumerate(found)},
        "triples": len(default),
        "subjects": len({t.subject for t in default}),
        "objects": len({t.object for t in default}),
        "resources": sorted(
            {t.subject.value for t in default if isinstance(t.subject, ox.NamedNode)}
        ),
        "classes": {
            kind: ClassCount(
                len(own),
                sum(isinstance(one, ox.NamedNode) for one in own),
                sum(t.subject in own for t in default),
                next((n[1:-1] for n in sorted(map(str, own)) if n.startswith("<")), ""),
            )
            for kind, own in sorted(members.items())
        },
        "properties": {
            name: PropertyCount(
                sum(t.predicate.value == name for t in default),
                len({t.subject for t in default if t.predicate.value == name}),
                len({t.object for t in default if t.predicate.value == name}),
            )
            for name in sorted({t.predicate.value for t in default})
        },
        "namespaces": {
            iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for t in default for iri in iris(t)
        },
        "links": {},
    }


def iris(triple: ox.Triple) -> set[str]:
    """The IRIs of a triple, that of its literal's datatype among them."""
    nodes = {term.value for term in triple if isinstance(term, ox.NamedNode)}
    literal = triple.object
    return nodes | ({literal.datatype.value} if isinstance(literal, ox.Literal) else set())


@settings(max_examples=30, deadline=None)
@given(graphs_of, st.integers(1, 12))
def test_dumps_do_not_depend_on_how_graphs_are_divided(
    tmp_path_factory: pytest.TempPathFactory, found: list[list[ox.Triple]], rows: int
) -> None:
    folder = tmp_path_factory.mktemp("dumps")
    whole, one = written(folder / "one", kept(folder / "cache-one", found, 1000))
    divided, many = written(folder / "many", kept(folder / "cache-many", found, rows))
    assert many == one
    for counts in (whole, divided):
        about = {name: getattr(counts, name) for name in Statistics.__dataclass_fields__}
        assert {**about, "resources": counts.resources.to_list()} == counted(found)
    for name, form in (
        ("sti-kg.nq", ox.RdfFormat.N_QUADS),
        ("sti-kg.ttl", ox.RdfFormat.TURTLE),
        ("sti-kg.jsonld", ox.RdfFormat.JSON_LD),
    ):
        read = (q.triple for q in ox.parse(many[name], format=form) if not is_named(q))
        assert canonicalized(read) == canonicalized(chain(*found)), name


def is_named(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.NamedNode)


def canonicalized(found: Iterable[ox.Triple]) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
