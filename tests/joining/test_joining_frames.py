"""``kg.join`` for frames of both kinds."""

from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from pandas.testing import assert_frame_equal
from polars.testing import assert_frame_equal as assert_equal

import kg
from kg.joining.adding import UnknownAddition
from kg.joining.guessing import UnknownColumn
from kg.joining.options import UnknownOption
from kg.problems import DataError

ID = "https://w3id.org/sti-kg/id/region/"
TABLE = {
    "県": ["東京都", "広島県", None, "兵庫県"],
    "市": ["府中市", "府中市", "府中市", "篠山市"],
    "n": [1, 2, 3, 4],
}
ADDED = {
    "iri": [f"{ID}132063", f"{ID}342084", None, f"{ID}282219"],
    "match": ["name", "name", "ambiguous", "former-name"],
    "score": [100, 100, None, 90],
    "population_2019": [260011, 39595, None, 41804],
    "label_en": ["Fuchū", "Fuchū", None, "Tamba-Sasayama"],
}


def test_polars(graph: kg.Graph) -> None:
    frame = pl.DataFrame(TABLE)
    joined = kg.join(
        frame, on="市", context="県", add=["population_2019", "label_en"], source=graph
    )
    assert_equal(joined, pl.DataFrame(TABLE | ADDED))
    assert frame.equals(pl.DataFrame(TABLE))


def test_pandas_keeps_its_index(graph: kg.Graph) -> None:
    index = pd.Index([7, 5, 7, 1], name="row")
    frame = pd.DataFrame(TABLE, index=index)
    joined = kg.join(
        frame, on="市", context=["県"], add=("population_2019", "label_en"), source=graph
    )
    assert_frame_equal(joined[list(TABLE)], frame)
    assert joined.index.equals(index)
    for name, values in ADDED.items():
        assert [None if pd.isna(cell) else cell for cell in joined[name]] == values


def test_codes_as_floats_and_the_release_on_this_machine(home: Path) -> None:
    frame = pd.DataFrame({"code": [1100.0, None, 28221.0], "iri": ["a", "b", "c"]})
    joined = kg.join(frame, on="code", source=home)
    assert joined["match"].tolist() == ["code", "unmatched", "code"]
    assert joined["iri_kg"].tolist()[::2] == [f"{ID}011002", f"{ID}282219"]
    assert joined["iri"].tolist() == ["a", "b", "c"]


def test_keys_are_guessed(graph: kg.Graph) -> None:
    frame = pl.DataFrame(
        {"n": [1, 2], "自治体名": ["札幌市", "函館市"], "都道府県": ["北海道"] * 2}
    )
    assert kg.join(frame, source=graph)["iri"].to_list() == [f"{ID}011002", f"{ID}012025"]


def test_what_is_wrong_is_told(graph: kg.Graph) -> None:
    frame = pl.DataFrame(TABLE)
    with pytest.raises(UnknownColumn, match="no column '町'"):
        kg.join(frame, on="町", source=graph)
    with pytest.raises(UnknownAddition, match="'nonsense' cannot be added"):
        kg.join(frame, on="市", add="nonsense", source=graph)
    with pytest.raises(UnknownOption, match="--as-of someday"):
        kg.join(frame, on="市", as_of="someday", source=graph)
    with pytest.raises(DataError, match="no column seems to hold"):
        kg.join(frame.select("n"), source=graph)
