"""Whether a query binds ``$this`` by itself wherever it uses it.

SHACL section 5.2.1 evaluates a constraint once per focus node, with ``$this`` bound beforehand.
Evaluated once with ``$this`` unbound, the query has the same solutions for each focus node if every
place that uses the variable stands where a pattern has bound it already. That is so for the forms
known here: groups of triples with FILTER, BIND, OPTIONAL, UNION and grouped subqueries. All other
queries are asked per focus node.
"""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<word>[A-Za-z_][\w.-]*:?[\w.-]*|:[\w.-]+)
    |(?P<mark>[^\s])""",
    re.VERBOSE | re.DOTALL,
)
_THIS: Final = frozenset(("?this", "$this"))
_OPENING: Final = {"{": "}", "(": ")", "[": "]"}
_KNOWN: Final = frozenset(("FILTER", "BIND", "OPTIONAL", "UNION", "SELECT", "EXISTS", "NOT"))
_UNKNOWN: Final = frozenset(
    ("GRAPH", "MINUS", "VALUES", "SERVICE", "LIMIT", "OFFSET", "HAVING", "LATERAL")
)

Tree: TypeAlias = "list[str | Block]"


class Block:
    """What stands between brackets."""

    def __init__(self, opening: str, inside: Tree) -> None:
        self.opening, self.inside = opening, inside

    def mentions_this(self) -> bool:
        """Whether ``$this`` stands anywhere inside."""
        return _mentions(self.inside)

    def words(self) -> Iterator[str]:
        """All tokens inside, at any depth."""
        for part in self.inside:
            if isinstance(part, Block):
                yield from part.words()
            else:
                yield part


class _Unsure(Exception):
    """Not one of the forms known here."""


def binds_this(query: str) -> bool:
    """Whether a SELECT query may be asked with ``$this`` unbound."""
    try:
        tree = _tree(_tokens(query))
        return _subquery(tree)
    except _Unsure:
        return False


def _tokens(query: str) -> Iterator[str]:
    for found in _TOKEN.finditer(query):
        kind, token = found.lastgroup, found[0]
        if kind == "iri" and ("?" in token or "$" in token):
            raise _Unsure  # perhaps two comparisons
        if kind == "word":
            upper = token.upper()
            if upper in _UNKNOWN:
                raise _Unsure
            yield upper if upper in _KNOWN or upper in ("WHERE", "GROUP", "BY", "ORDER") else "word"
        elif kind in ("variable", "mark"):
            yield token
        elif kind != "comment":
            yield "term"


def _tree(tokens: Iterator[str], closing: str = "") -> Tree:
    tree: Tree = []
    for token in tokens:
        if token in _OPENING:
            tree.append(Block(token, _tree(tokens, _OPENING[token])))
        elif token == closing:
            return tree
        elif token in _OPENING.values():
            raise _Unsure
        else:
            tree.append(token)
    if closing:
        raise _Unsure
    return tree


def _mentions(tree: Tree) -> bool:
    return any(part.mentions_this() if isinstance(part, Block) else part in _THIS for part in tree)


def _subquery(tree: Tree) -> bool:
    """Whether ``SELECT … WHERE {…} GROUP BY …`` binds ``$this``, and projects and groups by it."""
    groups = [at for at, part in enumerate(tree) if isinstance(part, Block) and part.opening == "{"]
    if len(groups) != 1 or not tree or tree[0] != "SELECT":
        raise _Unsure
    head, group, tail = tree[: groups[0]], tree[groups[0]], tree[groups[0] + 1 :]
    assert isinstance(group, Block)
    if not _THIS.intersection(part for part in head if isinstance(part, str)):
        raise _Unsure
    if tail and (tail[:2] != ["GROUP", "BY"] or _blocks(tail) or not _mentions(tail)):
        raise _Unsure
    if _blocks(head) and not tail:
        raise _Unsure  # one group of everything, or an expression
    if not _group(group.inside):
        raise _Unsure
    return True


def _blocks(tree: Tree) -> bool:
    return any(isinstance(part, Block) for part in tree)


def _group(tree: Tree) -> bool:
    """Whether a group binds ``$this``."""
    parts = iter(enumerate(tree))
    bound = filtered = False
    for at, part in parts:
        after = tree[at + 1] if at + 1 < len(tree) else ""
        if part == "FILTER":
            filtered = _filter(parts) or filtered
        elif part in ("BIND", "OPTIONAL"):
            _dependent(part, after, bound=bound)
            next(parts)
        elif part == "SELECT":
            if at:
                raise _Unsure
            return _subquery(tree)
        elif isinstance(part, Block):
            bound = _branch(part, after, tree[at - 1] if at else "") or bound
        elif part in ("EXISTS", "NOT"):
            raise _Unsure
        else:
            bound = bound or part in _THIS
    if filtered and not bound:
        raise _Unsure
    return bound


def _dependent(part: object, after: object, *, bound: bool) -> None:
    """Check what follows BIND or OPTIONAL; what it needs stands to its left."""
    if not isinstance(after, Block) or (after.mentions_this() and not bound):
        raise _Unsure
    if part == "OPTIONAL":
        _optional(after.inside)


def _branch(part: Block, after: object, before: object) -> bool:
    if part.opening == "(":
        return False  # a list, or the brackets of a path
    if part.opening == "[":
        return part.mentions_this()
    binds = _group(part.inside)
    if "UNION" in (after, before) and not binds:
        raise _Unsure  # bound in some branches at most
    if not binds and part.mentions_this():
        raise _Unsure
    return binds


def _filter(parts: Iterator[tuple[int, "str | Block"]]) -> bool:
    """Pass over a constraint; whether it mentions ``$this``."""
    for _, part in parts:
        if isinstance(part, Block):
            if "SELECT" in part.words():
                raise _Unsure
            return part.mentions_this()
        if part not in ("NOT", "EXISTS", "word", "term"):
            raise _Unsure
    raise _Unsure


def _optional(tree: Tree) -> None:
    """Within OPTIONAL only triples, filters and groups that stand for themselves are known."""
    parts = iter(enumerate(tree))
    for at, part in parts:
        if part == "FILTER":
            _filter(parts)
        elif isinstance(part, Block):
            _branch(part, tree[at + 1] if at + 1 < len(tree) else "", tree[at - 1] if at else "")
        elif part in _KNOWN and part != "UNION":
            raise _Unsure
