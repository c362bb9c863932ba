import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.store.lexer import Kind, Token, iri_text, position, tokens
from kg.store.model import Position


def read(text: str) -> list[tuple[str, str]]:
    *found, end = tokens(text)
    assert end == Token(Kind.END, "", len(text))
    return [(token.kind.value, token.text) for token in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<http://e/a>", [("iri", "<http://e/a>")]),
        ("<http://e/日本>", [("iri", "<http://e/日本>")]),
        ("?a<?b", [("var", "?a"), ("punct", "<"), ("var", "?b")]),
        ("?a <= 1", [("var", "?a"), ("punct", "<="), ("number", "1")]),
        ("ex:a.b.", [("pname", "ex:a.b"), ("punct", ".")]),
        (r"ex:a\,b%41", [("pname", r"ex:a\,b%41")]),
        (": a:", [("pname", ":"), ("pname", "a:")]),
        ("_:b1.", [("blank", "_:b1"), ("punct", ".")]),
        ("_:b.1", [("blank", "_:b.1")]),
        ("$変数", [("var", "$変数")]),
        ("'a' \"b\"", [("string", "'a'"), ("string", '"b"')]),
        ("'it\\'s'@en-GB", [("string", "'it\\'s'"), ("lang", "@en-GB")]),
        ("'''a'b''c\n'''", [("string", "'''a'b''c\n'''")]),
        ('"""SERVICE <x> # no"""', [("string", '"""SERVICE <x> # no"""')]),
        ("''", [("string", "''")]),
        ("1 1.5 .5 1e3 1.e3 -2 +.5", [
            ("number", "1"), ("number", "1.5"), ("number", ".5"), ("number", "1e3"),
            ("number", "1.e3"), ("signed", "-2"), ("signed", "+.5"),
        ]),
        ("( ) [\n]", [("nil", "( )"), ("anon", "[\n]")]),
        ("a # b\nc#d", [("word", "a"), ("word", "c")]),
        ("<http://e/#a> #<b>", [("iri", "<http://e/#a>")]),
        ("^^ && || !=", [("punct", "^^"), ("punct", "&&"), ("punct", "||"), ("punct", "!=")]),
        ("'open", [("bad", "'"), ("word", "open")]),
        ("~", [("bad", "~")]),
    ],
)  # fmt: skip
def test_tokens(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


def test_escapes_in_iris_are_resolved() -> None:
    assert iri_text(next(tokens(r"<http://e/\u65E5\U00000041>"))) == "http://e/日A"


@given(st.text(alphabet=" \n#<>'\"\\?:.@()[]{}aB1日é-_^&|%", max_size=60))
def test_every_character_is_in_one_token_or_skipped(text: str) -> None:
    at = 0
    for token in tokens(text):
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        skipped = text[at : token.start]
        assert not skipped or skipped[0] in " \n#"
        at = token.end
    assert at == len(text)


@pytest.mark.parametrize("unit", ["日", "a.", "'", '"""', "<", "((", "?a ", "_:", "1.", "\\", "a-"])
def test_time_grows_with_length_only(unit: str) -> None:
    # 100 kB: quadratic behaviour would run for minutes and be noticed.
    text = unit * (100_000 // len(unit))
    assert list(tokens(text))[-1].start == len(text)


@given(st.lists(st.text(alphabet="aé", max_size=5), min_size=1, max_size=5))
def test_position_counts_lines_and_characters(lines: list[str]) -> None:
    assert position("\n".join(lines), len("\n".join(lines))) == Position(
        len(lines), len(lines[-1]) + 1
    )
