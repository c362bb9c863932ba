"""pySHACL's verdict and report: on everything, or on what the screen has caught."""

import pyoxigraph as ox
import pyshacl
from pyshacl.entrypoints import meta_validate
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator
from rdflib import Graph

from kg.validation import sparql
from kg.validation.loading import Terms, graph_of
from kg.validation.protocol import Answer, Request
from kg.validation.results import records, tag_messages
from kg.validation.screen import Caught
from kg.validation.spelling import Spelling
from kg.validation.stored import stored_graph


def report_on(caught: Caught, request: Request, store: ox.Store, spelling: Spelling) -> Answer:
    """Validate the focus nodes caught, over the store; a fault comes back as a sentence."""
    shapes = graph_of(ox.parse(request["shapes"], format=ox.RdfFormat.N_TRIPLES))
    data = stored_graph(store, spelling)
    sparql.register()
    sparql.mirror(data, store, shapes)
    try:
        if request["meta"]:
            _check_shapes(shapes)
        conforms, report = _validate(data, shapes, caught)
    except ValidationFailure as error:
        return {"fault": f"validation failed: {error.message}"}
    except (ReportableRuntimeError, NotImplementedError) as error:
        return {"fault": f"the shapes are malformed: {error}"}
    return _answer(conforms, report, shapes, data)


def report_on_all(request: Request) -> Answer:
    """Validate everything in memory; a fault comes back as a sentence."""
    shapes = graph_of(ox.parse(request["shapes"], format=ox.RdfFormat.N_TRIPLES))
    quads = list(ox.parse(path=request["data"], format=ox.RdfFormat.N_TRIPLES))
    data = graph_of(quads)
    store = ox.Store()
    store.extend(quads)
    sparql.register()
    sparql.mirror(data, store, shapes)
    try:
        conforms, report, text = pyshacl.validate(
            data,
            shacl_graph=shapes,
            advanced=True,
            inference="none",
            inplace=True,
            meta_shacl=request["meta"],
        )
    except (ReportableRuntimeError, NotImplementedError) as error:
        return {"fault": f"the shapes are malformed: {error}"}
    if not isinstance(report, Graph):
        return {"fault": f"validation failed: {text}"}
    return _answer(bool(conforms), report, shapes, data)


def _check_shapes(shapes: Graph) -> None:
    conforms, _, text = meta_validate(shapes, inference="none")
    if not conforms:
        raise ReportableRuntimeError(f"they break SHACL's shapes for shapes.\n{text}")


def _validate(data: Graph, shapes: Graph, caught: Caught) -> tuple[bool, Graph]:
    """What pySHACL's own run does, but each shape has the focus nodes caught for it.

    Its options ``focus_nodes`` and ``use_shapes`` leave out values and shapes that caught shapes
    refer to, and take no blank nodes or literals.
    """
    options = {"advanced": True, "inference": "none", "inplace": True}
    validator = Validator(DataGraph.from_rdflib(data), shacl_graph=shapes, options=options)
    executor = validator.make_executor()
    terms = Terms()
    focus = {
        terms[shape]: None if nodes is None else [terms[node] for node in nodes]
        for shape, nodes in caught.items()
    }
    conforms, results = True, []
    every = validator.shacl_graph.shapes
    for shape in every:
        shape.set_advanced(True)
    for shape in every:
        if shape.node in focus:
            passed, found = shape.validate(executor, validator.data_graph, focus[shape.node])
            conforms = conforms and passed
            results += found
    report, _ = Validator.create_validation_report(validator.shacl_graph, conforms, results)
    return conforms, report


def _answer(conforms: bool, report: Graph, shapes: Graph, data: Graph) -> Answer:
    tag_messages(report, shapes)
    return {
        "conforms": conforms,
        "report": report.serialize(format="nt"),
        "records": records(report, shapes, data),
    }
