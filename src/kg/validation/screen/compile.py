"""From a shape to a judgement of its focus nodes in SPARQL."""

from collections.abc import Mapping
from typing import Final

from kg.validation.screen.components import COMPANIONS, OF_FOCUS, OF_VALUES
from kg.validation.screen.context import Context, Dialogue, doubted, is_doubtful
from kg.validation.screen.logic import FALSE, TRUE, Judgement, any_of, both, negation
from kg.validation.screen.paths import read_path
from kg.validation.screen.source import Inexpressible, Node, Source, sh, truth

_DEEPEST: Final = 8  # pySHACL gives up at 15
_SPARQL: Final = sh("sparql")


class Compiler:
    """Puts the shapes of a graph into SPARQL."""

    def __init__(
        self, source: Source, shapes: Mapping[Node, Node | None], dialogue: Dialogue
    ) -> None:
        self._source, self._shapes, self._dialogue = source, shapes, dialogue

    def root(self, shape: Node, focus: str) -> str:
        """An expression true of every focus node that may violate a shape.

        SPARQL constraints of the shape itself are left out.
        """
        return self._judge(shape, focus, (), asserted=True).fails

    def deactivated(self, shape: Node) -> bool:
        """Whether a shape is switched off."""
        value = self._source.only(shape, sh("deactivated"))
        return value is not None and truth(value)

    def _judge(
        self, shape: Node, focus: str, trail: tuple[Node, ...], *, asserted: bool
    ) -> Judgement:
        if shape in trail or len(trail) >= _DEEPEST:
            raise Inexpressible("shapes that are recursive or nested too deeply")
        if self.deactivated(shape):
            return Judgement(FALSE, TRUE)
        self._check_companions(shape)
        at = self._shapes[shape]
        path = None if at is None else read_path(self._source, at)
        value = focus if path is None else self._dialogue.variable()
        context = Context(
            self._source,
            self._shapes,
            shape,
            path,
            focus,
            value,
            asserted,
            (*trail, shape),
            self._dialogue,
            self._judge,
        )
        judgement = both([self._of_values(context), self._of_focus(context)])
        if path is None:
            return judgement
        self._dialogue.optional_paths |= path.optional
        if path.predicates & self._dialogue.doubtful_predicates:
            return doubted(judgement, context.some(is_doubtful))
        return judgement

    def _check_companions(self, shape: Node) -> None:
        for parameter, other in COMPANIONS.items():
            if self._source.objects(shape, parameter) and not self._source.objects(shape, other):
                raise Inexpressible(f"{parameter} without {other}")

    def _of_values(self, context: Context) -> Judgement:
        judgements = [
            component(context, values)
            for parameter, component in OF_VALUES.items()
            if (values := self._source.objects(context.shape, parameter))
        ]
        fails = any_of(judgement.fails for judgement in judgements)
        excludes = any_of(negation(judgement.passes) for judgement in judgements)
        return Judgement(context.some(lambda _: fails), negation(context.some(lambda _: excludes)))

    def _of_focus(self, context: Context) -> Judgement:
        own = len(context.trail) == 1
        return both(
            component(context, values)
            for parameter, component in OF_FOCUS.items()
            if (values := self._source.objects(context.shape, parameter))
            and not (own and parameter == _SPARQL)
        )
