"""Instances of classes and their subclasses (SHACL section 1.1)."""

from collections import defaultdict
from typing import Final

import pyoxigraph as ox

from kg.iris import expand
from kg.validation.screen.source import Node

_TYPE: Final = f"<{expand('rdf:type')}>"
_SUBCLASS: Final = ox.NamedNode(expand("rdfs:subClassOf"))


class Hierarchy:
    """The subclass relations of a data graph."""

    def __init__(self, store: ox.Store) -> None:
        self._below: dict[object, list[Node]] = defaultdict(list)
        for quad in store.quads_for_pattern(None, _SUBCLASS, None, ox.DefaultGraph()):
            assert not isinstance(quad.subject, ox.Triple)
            self._below[quad.object].append(quad.subject)

    def pattern(self, variable: str, of: ox.NamedNode, free: str) -> str:
        """A group graph pattern of the instances of a class; ``free`` is an unused variable."""
        classes = self._closure(of)
        if any(isinstance(each, ox.BlankNode) for each in classes):
            return f"{variable} {_TYPE}/{_SUBCLASS}* {of} ."
        if len(classes) == 1:
            return f"{variable} {_TYPE} {of} ."
        return f"VALUES {free} {{ {' '.join(map(str, classes))} }} {variable} {_TYPE} {free} ."

    def instance(self, variable: str, of: ox.NamedNode, free: str) -> str:
        """Whether a bound variable is an instance of a class."""
        classes = self._closure(of)
        if len(classes) == 1 or any(isinstance(each, ox.BlankNode) for each in classes):
            return f"EXISTS {{ {self.pattern(variable, of, free)} }}"
        listed = ", ".join(map(str, classes))
        return f"EXISTS {{ {variable} {_TYPE} {free} FILTER ({free} IN ({listed})) }}"

    def _closure(self, of: ox.NamedNode) -> list[Node]:
        found: dict[Node, None] = {of: None}
        waiting: list[Node] = [of]
        while waiting:
            for below in self._below.get(waiting.pop(), ()):
                if below not in found:
                    found[below] = None
                    waiting.append(below)
        return list(found)
