"""SPARQL's grammar as data, and a recogniser that tells where a text leaves it.

The engine's parser says that a query is wrong, but not dependably where. The grammar of queries
(SPARQL 1.1 Query Language §19.8) is LL(1): a table-driven recogniser finds the first token that no
query can have there, and what could stand in its place. The engine stays the judge; this is asked
only for a query that the engine refuses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.store.lexer import Kind, Token

RULES = """
Query = Prologue ( Select | Construct | Describe | Ask ) Values END
Prologue = ( BASE iri | PREFIX pname iri )*
Select = SelectClause DatasetClause* WhereClause Modifiers
SubSelect = SelectClause WhereClause Modifiers Values
SelectClause = SELECT ( DISTINCT | REDUCED )? ( ( var | '(' Expr AS var ')' )+ | '*' )
Construct = CONSTRUCT ( Template DatasetClause* WhereClause Modifiers
  | DatasetClause* WHERE '{' TriplesTemplate? '}' Modifiers )
Describe = DESCRIBE ( VarOrIri+ | '*' ) DatasetClause* WhereClause? Modifiers
Ask = ASK DatasetClause* WhereClause Modifiers
DatasetClause = FROM ( Iri | NAMED Iri )
WhereClause = WHERE? Group
Modifiers = ( GROUP BY GroupCondition+ )? ( HAVING Constraint+ )? ( ORDER BY OrderCondition+ )?
  ( LIMIT number ( OFFSET number )? | OFFSET number ( LIMIT number )? )?
GroupCondition = FUNCTION Arguments | Exists | Call | '(' Expr ( AS var )? ')' | var
OrderCondition = ( ASC | DESC ) Bracketed | Constraint | var
Values = ( VALUES DataBlock )?
DataBlock = var '{' DataValue* '}'
  | ( nil | '(' var* ')' ) '{' ( '(' DataValue* ')' | nil )* '}'
DataValue = Iri | Literal | Number | boolean | UNDEF
Group = '{' ( SubSelect | GroupBody ) '}'
GroupBody = TriplesBlock? ( GraphPattern '.'? TriplesBlock? )*
TriplesBlock = SameSubject ( '.' TriplesBlock? )?
GraphPattern = Group ( UNION Group )* | OPTIONAL Group | MINUS Group | LATERAL Group
  | GRAPH VarOrIri Group | SERVICE SILENT? VarOrIri Group | FILTER Constraint
  | BIND '(' Expr AS var ')' | VALUES DataBlock
Constraint = Bracketed | FUNCTION Arguments | Exists | Call
Exists = EXISTS Group | NOT EXISTS Group
Call = Iri Arguments
Arguments = nil | '(' DISTINCT? ( '*' | Expr ( ',' Expr )* ) ( ';' SEPARATOR '=' string )? ')'
Template = '{' TriplesTemplate? '}'
TriplesTemplate = SameSubject ( '.' TriplesTemplate? )?
SameSubject = VarOrTerm Properties | ( Collection | BlankProperties ) Properties?
Properties = Verb Objects ( ';' ( Verb Objects )? )*
Verb = Path | var
Objects = Node ( ',' Node )*
Path = PathSequence ( '|' PathSequence )*
PathSequence = PathStep ( '/' PathStep )*
PathStep = '^'? PathPrimary ( '?' | '*' | '+' )?
PathPrimary = Iri | a | '!' ( PathOne | nil | '(' PathOne ( '|' PathOne )* ')' ) | '(' Path ')'
PathOne = '^'? ( Iri | a )
Collection = '(' Node+ ')'
BlankProperties = '[' Properties ']'
Node = VarOrTerm | Collection | BlankProperties
VarOrTerm = var | Iri | Literal | Number | boolean | blank | anon | nil
VarOrIri = var | Iri
Expr = And ( '||' And )*
And = Relation ( '&&' Relation )*
Relation = Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | NOT? IN ExprList )?
ExprList = nil | '(' Expr ( ',' Expr )* ')'
Sum = Product ( ( '+' | '-' ) Product | signed ( ( '*' | '/' ) Unary )* )*
Product = Unary ( ( '*' | '/' ) Unary )*
Unary = ( '!' | '+' | '-' )? Primary
Primary = Bracketed | FUNCTION Arguments | Exists | Iri Arguments? | Literal | Number
  | boolean | var
Bracketed = '(' Expr ')'
Literal = string ( lang | '^^' Iri )?
Number = number | signed
Iri = iri | pname
"""

FUNCTIONS = frozenset(
    re.findall(
        r"\S+",
        """
        COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE
        RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS
        STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID
        STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI
        ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE ADJUST TRIPLE SUBJECT PREDICATE OBJECT
        ISTRIPLE LANGDIR HASLANG HASLANGDIR STRLANGDIR
        """,
    )
)

Node = str | tuple[str, list["Node"]]
"""A rule's name or a token's key; or an operator (``seq alt opt star``) and its operands."""

_NOTATION = re.compile(r"'[^']+'|[A-Za-z]+|[()|?*+]")


@dataclass(frozen=True)
class Misfit:
    """The first token that cannot stand where it does, and the keys of those that could."""

    token: Token
    expected: frozenset[str]


def key(token: Token) -> str:
    """What a token is called in the rules: keywords in capitals, punctuation as it is."""
    if token.kind is Kind.WORD:
        word = token.text.upper()
        if token.text == "a":
            return "a"
        if word in {"TRUE", "FALSE"}:
            return "boolean"
        return "FUNCTION" if word in FUNCTIONS else word
    if token.kind is Kind.END:
        return "END"
    return token.text if token.kind is Kind.PUNCT else token.kind.value


def _read(text: str) -> dict[str, Node]:
    rules: dict[str, Node] = {}
    for line in re.sub(r"\n\s+", " ", text.strip()).split("\n"):
        name, _, body = line.partition(" = ")
        parts = _NOTATION.findall(body)
        rules[name] = _read_alternatives(iter([*parts, ")"]))
    return rules


def _read_alternatives(parts: Iterator[str]) -> Node:
    branches: list[list[Node]] = [[]]
    for part in parts:
        if part == ")":
            break
        if part == "|":
            branches.append([])
        elif part in {"?", "*", "+"}:
            branches[-1][-1] = _repeated(branches[-1][-1], part)
        else:
            branches[-1].append(_read_alternatives(parts) if part == "(" else part.strip("'"))
    return ("alt", [("seq", branch) for branch in branches])


def _repeated(node: Node, sign: str) -> Node:
    if sign == "+":
        return ("seq", [node, ("star", [node])])
    return ("opt" if sign == "?" else "star", [node])


@dataclass
class _Grammar:
    rules: dict[str, Node]
    _first: dict[int | str, tuple[frozenset[str], bool]] = field(default_factory=dict)

    def first(self, node: Node) -> tuple[frozenset[str], bool]:
        """The keys a node can start with, and whether it can be empty."""
        mark = node if isinstance(node, str) else id(node)
        if mark not in self._first:
            self._first[mark] = self._compute(node)
        return self._first[mark]

    def _compute(self, node: Node) -> tuple[frozenset[str], bool]:
        if isinstance(node, str):
            rule = self.rules.get(node)
            return (frozenset({node}), False) if rule is None else self.first(rule)
        operator, operands = node
        if operator == "seq":
            return self._sequence(operands)
        firsts = [self.first(operand) for operand in operands]
        keys = frozenset[str]().union(*(first for first, _ in firsts))
        empty = operator in {"opt", "star"} or any(nullable for _, nullable in firsts)
        return keys, empty

    def _sequence(self, operands: Iterable[Node]) -> tuple[frozenset[str], bool]:
        keys: frozenset[str] = frozenset()
        for operand in operands:
            first, nullable = self.first(operand)
            keys |= first
            if not nullable:
                return keys, False
        return keys, True

    def expand(self, node: tuple[str, list[Node]], ahead: str) -> list[Node]:
        """What to match next in place of a node, given the key of the token ahead."""
        operator, operands = node
        if operator == "seq":
            return operands
        fitting = [operand for operand in operands if ahead in self.first(operand)[0]]
        if not fitting:
            return []
        return [fitting[0], node] if operator == "star" else [fitting[0]]


_GRAMMAR = _Grammar(_read(RULES))


def misfit(tokens: Iterable[Token], start: str = "Query") -> Misfit | None:
    """The first token at which a text leaves the grammar; None for a text within it.

    The memory it takes grows with the depth of nesting, its time with the number of tokens.
    """
    stream = iter(tokens)
    token = next(stream)
    stack: list[Node] = [start]
    expected: set[str] = set()
    while stack:
        node = stack.pop()
        ahead = key(token)
        keys, nullable = _GRAMMAR.first(node)
        expected |= keys
        if ahead not in keys:
            if nullable:
                continue
            return Misfit(token, frozenset(expected))
        if not isinstance(node, str):
            stack.extend(reversed(_GRAMMAR.expand(node, ahead)))
        elif node in _GRAMMAR.rules:
            stack.append(_GRAMMAR.rules[node])
        else:
            expected.clear()
            token = next(stream, token)
    return None
