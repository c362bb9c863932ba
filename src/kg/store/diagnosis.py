"""From an engine's refusal to a message a person can act on: place, fault, hint."""

import difflib
import re
from collections.abc import Iterable

from kg.iris import PREFIXES
from kg.problems import Text
from kg.store.errors import QuerySyntaxError
from kg.store.grammar import FUNCTIONS, misfit
from kg.store.lexer import Kind, Token, iri_text, position, tokens
from kg.store.model import Position, Query

_PLACE = re.compile(r"error at (\d+):(\d+)")
_SHOWN = 8
_NAMES = {
    "iri": Text("IRI", "an IRI"),
    "pname": Text("接頭辞付きの名前", "a prefixed name"),
    "blank": Text("空白ノード", "a blank node"),
    "var": Text("変数", "a variable"),
    "lang": Text("言語タグ", "a language tag"),
    "number": Text("数値", "a number"),
    "signed": Text("符号付きの数値", "a signed number"),
    "string": Text("文字列", "a string"),
    "boolean": Text("true / false", "true / false"),
    "FUNCTION": Text("関数", "a function"),
    "nil": Text("()", "()"),
    "anon": Text("[]", "[]"),
    "END": Text("クエリの終わり", "the end of the query"),
}
_REASONS = {
    "Duplicated variable name in SELECT": Text(
        "SELECTに同じ変数が二度あります。", "a variable stands twice in SELECT."
    ),
    "The SELECT contains a variable that is unbound": Text(
        "GROUP BYや集約の外にある変数がSELECTにあります。GROUP BYに加えてください。",
        "SELECT has a variable that is neither grouped nor aggregated; add it to GROUP BY.",
    ),
    "The SELECT contains an expression with a variable that is unbound": Text(
        "SELECTの式に、GROUP BYにも集約にもない変数があります。",
        "an expression in SELECT has a variable that is neither grouped nor aggregated.",
    ),
    "The SELECT overrides an existing variable using an expression": Text(
        "SELECTの式が、すでに使われている変数に値を入れようとしています。",
        "an expression in SELECT is assigned to a variable that is already in use.",
    ),
    "SELECT * is not authorized with GROUP BY": Text(
        "GROUP BYのあるクエリではSELECT *は使えません。変数を書いてください。",
        "SELECT * cannot stand with GROUP BY; name the variables.",
    ),
    "IRI parsing failed": Text("IRIとして正しくない書き方があります。", "an IRI is not valid."),
}
_OTHER = Text(
    "文法の形は合っていますが、意味の上で正しくありません（BINDで使用中の変数への代入、"
    "VALUESの値の数の不一致、二つのブロックで使われた空白ノード名など）。",
    "the form is right but not the meaning (for example BIND to a variable already in use, "
    "a VALUES row of the wrong length, a blank node label used in two blocks).",
)
_MISSING = {
    Kind.BAD: Text(
        "閉じられていない文字列、または使えない文字です。",
        "an unclosed string or a character that SPARQL does not have.",
    ),
}


def diagnose(query: Query, engine_message: str) -> QuerySyntaxError:
    """The error to report for a query that the engine's parser refuses.

    Args:
        query: the query, already read.
        engine_message: what the engine said, ``error at LINE:COLUMN: expected ...``.
    """
    return fault_of(query) or _semantic(query.text, engine_message)


def fault_of(query: Query) -> QuerySyntaxError | None:
    """What is wrong with a query by its tokens alone; None where that is nothing."""
    text = query.text
    fault = misfit(tokens(text))
    place = position(text, fault.token.start) if fault else None
    undeclared = next(
        (use for use in query.used_prefixes if use.prefix not in query.prefixes), None
    )
    if undeclared and (place is None or undeclared.position <= place):
        return _undeclared(undeclared.prefix, undeclared.position, query.prefixes)
    if fault:
        return unexpected(text, fault.token, fault.expected)
    return _relative_iri(query)


def unexpected(text: str, token: Token, expected: frozenset[str]) -> QuerySyntaxError:
    """The error for a token that cannot stand where it does."""
    line, column = position(text, token.start)
    ja, en = _listed(expected)
    if token.kind is Kind.END:
        fault = Text("クエリが途中で終わっています。", "the query ends too early.")
    else:
        shown = token.text if len(token.text) <= 40 else token.text[:40] + "…"
        fault = Text(f"「{shown}」はここには書けません。", f"{shown!r} cannot stand here.")
    more = _MISSING.get(token.kind, Text("", ""))
    message = Text(f"{fault.ja}{more.ja}{ja}", " ".join(filter(None, (fault.en, more.en, en))))
    return QuerySyntaxError(message, line, column, _keyword_hint(token, expected))


def _listed(expected: frozenset[str]) -> Text:
    if len(expected) > _SHOWN:
        return Text("", "")
    names = [
        _NAMES.get(name, Text(name, name))
        for name in sorted(expected, key=lambda name: (name == "END", name))
    ]
    return Text(
        f"書けるもの：{'、'.join(name.ja for name in names)}。",
        f"Expected: {', '.join(name.en for name in names)}.",
    )


def _keyword_hint(token: Token, expected: frozenset[str]) -> Text | None:
    if token.kind is not Kind.WORD:
        return None
    words = {word for word in expected if word.isupper() and word != "END"}
    if "FUNCTION" in words:
        words = (words - {"FUNCTION"}) | FUNCTIONS
    return _did_you_mean(difflib.get_close_matches(token.text.upper(), sorted(words), 1))


def _did_you_mean(found: Iterable[str]) -> Text | None:
    for word in found:
        return Text(f"もしかして：{word}", f"Did you mean {word}?")
    return None


def _undeclared(prefix: str, place: Position, declared: Iterable[str]) -> QuerySyntaxError:
    message = Text(
        f"接頭辞「{prefix}:」が宣言されていません。", f"the prefix '{prefix}:' is not declared."
    )
    return QuerySyntaxError(message, *place, _prefix_hint(prefix, list(declared)))


def _prefix_hint(prefix: str, declared: list[str]) -> Text | None:
    """A declaration to add for a known prefix; else the nearest prefix declared or known."""
    if prefix in PREFIXES:
        line = f"PREFIX {prefix}: <{PREFIXES[prefix]}>"
        return Text(f"先頭に加えてください：{line}", f"Add at the top: {line}")
    near = difflib.get_close_matches(prefix, [*declared, *PREFIXES], 1)
    if near and near[0] not in declared:
        line = f"PREFIX {near[0]}: <{PREFIXES[near[0]]}>"
        return Text(
            f"もしかして：{near[0]}:（先頭に{line}）",
            f"Did you mean {near[0]}: ({line} at the top)?",
        )
    return _did_you_mean(f"{name}:" for name in near)


def _relative_iri(query: Query) -> QuerySyntaxError | None:
    if query.base:
        return None
    for token in tokens(query.text):
        if token.kind is Kind.IRI and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri_text(token)):
            message = Text(
                f"相対IRI「{token.text}」にはBASEの宣言が必要です。",
                f"the relative IRI {token.text} needs a BASE.",
            )
            return QuerySyntaxError(message, *position(query.text, token.start))
    return None


def _semantic(text: str, engine_message: str) -> QuerySyntaxError:
    reason = next((ours for theirs, ours in _REASONS.items() if theirs in engine_message), _OTHER)
    found = _PLACE.match(engine_message)
    last = position(text, len(text))
    # The engine's place can lie behind the text: it looks ahead by the length of a keyword.
    place = min(Position(int(found[1]), int(found[2])), last) if found else last
    return QuerySyntaxError(reason, *place)
