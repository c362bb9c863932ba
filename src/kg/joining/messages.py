"""What can be wrong with a table that is to be joined, in both languages; the texts are data."""

from kg.problems import DataError
from kg.rules import Rules, rule

_TEXTS = {
    "missing-file": rule(
        "ファイルが見つからない",
        "the file is not there",
        "ファイル名と置き場所を確かめる",
        "check the file's name and place",
    ),
    "empty-file": rule(
        "ファイルが空である",
        "the file is empty",
        "表の入ったファイルを指定する",
        "name a file that holds a table",
    ),
    "no-rows": rule(
        "データの行がない",
        "there is no row of data",
        "見出しの行を確かめる（--header-row）。空の表なら行を加える",
        "check which row is the header (--header-row), or add rows",
    ),
    "binary-file": rule(
        "表ではないファイルである（{kind_ja}）",
        "the file is no table ({kind_en})",
        "CSV・TSV・XLSX・Parquet で保存し直す",
        "save the table as CSV, TSV, XLSX or Parquet",
    ),
    "unreadable-file": rule(
        "ファイルを読めない（{reason}）",
        "the file cannot be read ({reason})",
        "ファイルが壊れていないか、開けるかを確かめ、保存し直す",
        "check that it opens elsewhere, and save it again",
    ),
    "wrong-encoding": rule(
        "UTF-8 でも Shift_JIS（CP932）でもない文字がある",
        "holds bytes that are neither UTF-8 nor Shift_JIS (CP932)",
        "UTF-8 で保存し直すか、--encoding で文字コードを示す",
        "save it as UTF-8, or name its encoding with --encoding",
    ),
    "unclosed-quote": rule(
        "この行あたりで始まる引用符が閉じていない（一つの値が{limit:,}文字を超える）",
        "a quote that opens about here is not closed (a value is longer than {limit:,} characters)",
        "引用符を閉じる。値の中の引用符は二つ重ねる",
        "close the quote; double a quote that is part of a value",
    ),
    "zip-bomb": rule(
        "展開すると{size:,}バイトになる（圧縮率{ratio:,.0f}倍）。上限は{limit:,}バイト、{most:,}倍である",
        "unpacks to {size:,} bytes ({ratio:,.0f} times its size); the limits are {limit:,} bytes "
        "and {most:,} times",
        "表を分けるか、CSV で保存し直す（CSV の大きさに上限はない）",
        "split the table, or save it as CSV, which may be of any size",
    ),
    "too-many-cells": rule(
        "シート「{sheet}」の範囲が{rows:,}行×{columns:,}列ある。上限は{limit:,}セルである",
        "the sheet {sheet!r} spans {rows:,} rows × {columns:,} columns; the limit is {limit:,} "
        "cells",
        "離れたところにある値を消すか、CSV で保存し直す",
        "delete values far away from the table, or save it as CSV",
    ),
    "unknown-sheet": rule(
        "シート「{sheet}」がない。あるのは：{known}",
        "there is no sheet {sheet!r}; there are: {known}",
        "--sheet にシートの名前を書く",
        "name one of them with --sheet",
    ),
    "no-key": rule(
        "地域・機関・事業などを表す列が見当たらない。見本のうち照合できた割合：{shares}",
        "no column seems to hold areas, agencies or programmes; of a sample were recognised: "
        "{shares}",
        "--on で列を指定する。見出しの行が違うなら --header-row で示す",
        "name the column with --on; or the header's row with --header-row",
    ),
    "free-text": rule(
        "異なる値が{limit:,}個を超える。自由記述の列ではないか",
        "has more than {limit:,} different values; it seems to be free text",
        "--on で名前かコードの列を指定する",
        "name a column of names or codes with --on",
    ),
    "too-many-rows": rule(
        "{rows:,}行は XLSX に書けない（上限{limit:,}行）",
        "{rows:,} rows cannot be written as XLSX, which holds {limit:,}",
        "-o で CSV か Parquet を指定する",
        "name a CSV or Parquet file with -o",
    ),
    "long-cell": rule(
        "XLSX のセルには{limit:,}文字までしか書けない",
        "a cell of XLSX holds {limit:,} characters at most",
        "-o で CSV か Parquet を指定する",
        "name a CSV or Parquet file with -o",
    ),
    "bad-decision": rule(
        "「{decision}」を資源に結び付けられない",
        "the decision {decision!r} leads to no single resource",
        "候補の番号、IRI、コードのいずれかを書く。該当なしは「-」",
        "write a candidate's number, an IRI or a code; - where there is none",
    ),
    "conflicting-decisions": rule(
        "同じ値に異なる判断がある",
        "the same value is decided in two ways",
        "どちらかを消す",
        "drop one of them",
    ),
    "not-a-report": rule(
        "列「{lacks}」がない。kg join の報告（.report.csv）ではない",
        "lacks the column {lacks!r}: it is no report of kg join (.report.csv)",
        "報告に書き込んだものを指定する",
        "name the report that you filled in",
    ),
    "no-measures": rule(
        "0以上の整数だけの列がない",
        "has no column of whole numbers of 0 or more",
        "値の列を --measure で指定する",
        "name the columns of values with --measure",
    ),
    "bad-measure": rule(
        "観測値にできない（0以上の整数でない）",
        "cannot be observed: it is no whole number of 0 or more",
        "値を直すか、別の列を --measure で指定する",
        "mend the value, or name other columns with --measure",
    ),
    "same-area": rule(
        "同じ地域・時点の行が{first}行目にもある",
        "row {first} is about the same area and time",
        "どちらかの行を除くか、時点の列を --year-column で示す",
        "drop one of them, or name the column of the time with --year-column",
    ),
    "no-time": rule(
        "時点が日・月・暦年として読めない",
        "the time is no day, month or calendar year",
        "2019-10-01、2019-10、2019 のように書く。年度は、値の時点の日に直す",
        "write it as 2019-10-01, 2019-10 or 2019; for a fiscal year, the day of the value",
    ),
    "mixed-times": rule(
        "日・月・年の時点が混ざっている",
        "some times are days, others months or years",
        "時点の書き方を一つに揃える",
        "write all times in one way",
    ),
    "nothing-observed": rule(
        "観測値にできる行がない",
        "there is no row of which an observation could be made",
        "地域に結び付いた行と、値の列を確かめる",
        "check which rows were matched, and the columns of values",
    ),
}

RULES = Rules(_TEXTS)

problem = RULES.problem
"""A problem of one of the rules; see :meth:`kg.rules.Rules.problem`."""


def refused(rule: str, **details: object) -> DataError:
    """The error that stops a join for one problem."""
    return DataError([problem(rule, **details)])  # type: ignore[arg-type]
