"""Numbers, dates and inexact figures in words."""

import pytest

from kg.iris import expand
from kg.web.wording import QUALIFIERS, Figure, date_in_words, number_in_words, status_in_words


@pytest.mark.parametrize(
    ("lexical", "datatype", "ja", "en"),
    [
        ("2019-08-30", "xsd:date", "2019年8月30日", "30 August 2019"),
        ("2019-10", "xsd:gYearMonth", "2019年10月", "October 2019"),
        ("2009", "xsd:gYear", "2009年", "2009"),
        (
            "2020-03-31T09:05:00Z",
            "xsd:dateTime",
            "2020年3月31日 09:05 UTC",
            "31 March 2020 09:05 UTC",
        ),
        ("2020-03-31T09:05:00+09:00", "xsd:dateTime", None, None),
        ("2019-02-31", "xsd:date", None, None),
        ("-0044", "xsd:gYear", None, None),
        ("2019-08-30", "xsd:string", None, None),
    ],
)
def test_dates(lexical: str, datatype: str, ja: str | None, en: str | None) -> None:
    assert date_in_words(lexical, expand(datatype), "ja") == ja
    assert date_in_words(lexical, expand(datatype), "en") == en


@pytest.mark.parametrize(
    ("lexical", "worded"),
    [
        ("1741", "1,741"),
        ("-1234567.8900", "-1,234,567.89"),
        ("100000000000", "100,000,000,000"),
        ("0.123456789012345678", "0.123456789012345678"),
        ("INF", "INF"),
        ("NaN", "NaN"),
        ("many", "many"),
    ],
)
def test_numbers_keep_all_their_digits(lexical: str, worded: str) -> None:
    assert number_in_words(lexical, "ja") == worded
    assert number_in_words(lexical, "en") == worded


@pytest.mark.parametrize(
    ("figure", "ja", "en"),
    [
        (Figure("exact", "7"), "7", "7"),
        (Figure("approximate", "30"), "約30", "about 30"),
        (Figure("lower-bound-exclusive", low="50", unit="%"), "50%を超える", "more than 50%"),
        (Figure("lower-bound", low="5"), "5以上", "at least 5"),
        (Figure("upper-bound", high="200000"), "200,000以下", "at most 200,000"),
        (Figure("upper-bound-exclusive", high="5"), "5未満", "less than 5"),
        (
            Figure("approximate-upper-bound", high="1000000000", unit="EUR"),
            "約1,000,000,000 EURまで",
            "up to about 1,000,000,000 EUR",
        ),
        (Figure("range", low="3", high="6"), "3～6", "3 to 6"),
        (Figure("range", low="3", high="3"), "3", "3"),
        (Figure("unheard-of", "3"), "3", "3"),
        (Figure("qualitative"), "", ""),
    ],
)
def test_figures(figure: Figure, ja: str, en: str) -> None:
    assert figure.in_words("ja") == ja
    assert figure.in_words("en") == en


def test_every_qualifier_has_both_languages() -> None:
    assert {tuple(sorted(words)) for words in QUALIFIERS.values()} == {("en", "ja")}


def test_status_without_a_date() -> None:
    assert status_in_words("計画中", "", "ja") == "計画中"
