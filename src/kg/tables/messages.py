"""Every rule that a table or its metadata can break, in Japanese and English, and the collector.

The texts are data: one row per rule. ``{…}`` is filled with what the place of the problem knows.
"""

from collections import Counter
from dataclasses import dataclass, field

from kg.problems import Problem, Severity
from kg.rules import Rules, rule

_FILES = {
    "missing-file": rule(
        "ファイルが見つからない",
        "the file is not there",
        "ファイル名と置き場所を確かめる",
        "check the file's name and place",
    ),
    "unreadable-file": rule(
        "ファイルを読めない（{reason}）",
        "the file cannot be read ({reason})",
        "ファイルの権限と種類を確かめる",
        "check the file's permissions and kind",
    ),
    "needs-fetcher": rule(
        "ネットワーク上の文書だが、取得する手段（fetch）が渡されていない",
        "the document is on the network, and no fetcher was given",
        "文書を手元に置くか、convert に fetch を渡す",
        "keep a local copy, or hand convert() a fetcher",
    ),
    "wrong-encoding": rule(
        "{encoding} として読めない文字がある（{rows} 行、最初はこの行）",
        "holds bytes that are not {encoding} ({rows} rows, this is the first)",
        "{mend_ja}",
        "{mend_en}",
    ),
    "garbled-header": rule(
        "見出しが文字化けしている。「{meant}」と思われる",
        "the header is garbled; it was probably {meant!r}",
        "元のファイルを UTF-8 で保存し直す",
        "save the original file as UTF-8 again",
    ),
    "empty-table": rule(
        "データの行がない",
        "there is no row of data",
        "行を加えるか、表をメタデータから外す",
        "add rows, or take the table out of the metadata",
    ),
    "row-too-long": rule(
        "1行が {limit} 文字を超える",
        "a row is longer than {limit} characters",
        "改行の抜けや閉じていない引用符を確かめる。正しい行なら上限（max_row）を上げる",
        "look for a missing line break or an unclosed quote; raise the limit (max_row) if right",
    ),
    "unclosed-quote": rule(
        "この行で始まる引用符が、ファイルの終わりまで閉じていない",
        "a quote that opens in this row is not closed by the end of the file",
        "引用符を閉じる。値の中の引用符は二つ重ねる",
        "close the quote; double a quote that is part of a value",
    ),
    "stray-quote": rule(
        "値の途中に引用符がある",
        "there is a quote in the middle of a value",
        "値全体を引用符で囲み、中の引用符は二つ重ねる",
        "enclose the whole value in quotes and double the quotes within",
    ),
    "ragged-row": rule(
        "値が {found} 個ある。列は {expected} 個である",
        "holds {found} values where the table has {expected} columns",
        "区切り文字の過不足を直す。値に区切り文字があれば引用符で囲む",
        "add or drop delimiters; quote a value that holds the delimiter",
    ),
}

_HEADERS = {
    "column-count": rule(
        "ファイルの列は {found} 個、メタデータの列は {expected} 個である",
        "the file has {found} columns, the metadata {expected}",
        "列かメタデータの columns を揃える",
        "make the file's columns and the metadata's agree",
    ),
    "column-title": rule(
        "見出しがメタデータの titles「{expected}」に合わない",
        "the header is not among the metadata's titles ({expected})",
        "{mend_ja}",
        "{mend_en}",
    ),
}

_CELLS = {
    "bad-number": rule(
        "数値として読めない{detail_ja}",
        "is not a number{detail_en}",
        "{format_ja}",
        "{format_en}",
    ),
    "bad-date": rule(
        "{datatype} として読めない{detail_ja}",
        "is not a valid {datatype}{detail_en}",
        "{format_ja}",
        "{format_en}",
    ),
    "bad-duration": rule(
        "{datatype} として読めない{detail_ja}",
        "is not a valid {datatype}{detail_en}",
        "{format_ja}",
        "{format_en}",
    ),
    "bad-boolean": rule(
        "真偽値として読めない{detail_ja}",
        "is not a boolean{detail_en}",
        "{format_ja}",
        "{format_en}",
    ),
    "bad-value": rule(
        "{datatype} として読めない{detail_ja}",
        "is not a valid {datatype}{detail_en}",
        "{format_ja}",
        "{format_en}",
    ),
    "bad-format": rule(
        "決められた書式「{pattern}」に合わない",
        "does not match the format {pattern!r}",
        "書式に合わせて書き直す",
        "write it in that format",
    ),
    "wrong-length": rule(
        "長さが {length} である。{limit_ja}",
        "has length {length}; {limit_en}",
        "長さを合わせる",
        "mend the length",
    ),
    "out-of-range": rule(
        "範囲の外である。{limit_ja}",
        "is out of range; {limit_en}",
        "値かメタデータの範囲を直す",
        "mend the value, or the range in the metadata",
    ),
    "missing-value": rule(
        "必須の値がない",
        "a required value is missing",
        "値を書き入れる",
        "fill the value in",
    ),
    "bad-iri": rule(
        "値から作った IRI「{iri}」が正しくない",
        "makes an invalid IRI: {iri}",
        "値か URI テンプレートを直す",
        "mend the value, or the URI template",
    ),
}

_KEYS = {
    "duplicate-key": rule(
        "主キーが {first} 行目と重なる",
        "has the same primary key as row {first}",
        "どちらかの行を消すか、キーを直す",
        "drop one of the rows, or mend its key",
    ),
    "missing-key": rule(
        "主キーの値がない",
        "a value of the primary key is missing",
        "値を書き入れる",
        "fill the value in",
    ),
    "broken-foreign-key": rule(
        "{target} の {columns} にない値である",
        "is not among the values of {columns} in {target}",
        "値を直すか、{target} に行を加える",
        "mend the value, or add the row to {target}",
    ),
    "ambiguous-foreign-key": rule(
        "{target} の {columns} に同じ値の行が {count} 個ある",
        "{count} rows of {target} have this value in {columns}",
        "参照先の重なりを解く",
        "make the referenced rows unique",
    ),
    "unknown-table": rule(
        "外部キーの参照先「{target}」が、読んだ表の中にない",
        "a foreign key refers to {target}, which is not among the tables read",
        "参照先の表も一緒に読むか、reference を直す",
        "read the referenced table as well, or mend the reference",
    ),
    "unknown-column": rule(
        "{property} が指す列「{name}」がない",
        "{property} names the column {name!r}, which is not there",
        "列の name を確かめる",
        "check the column's name",
    ),
}

_METADATA = {
    "not-json": rule(
        "メタデータが JSON として読めない（{line} 行 {character} 文字目：{reason}）",
        "the metadata is not JSON (line {line}, character {character}: {reason})",
        "JSON の書き方を直す。末尾の余分な読点や引用符の抜けが多い",
        "mend the JSON; a trailing comma or a missing quote is the usual cause",
    ),
    "metadata-encoding": rule(
        "メタデータが UTF-8 でない",
        "the metadata is not UTF-8",
        "UTF-8 で保存し直す",
        "save it as UTF-8",
    ),
    "metadata-not-for-file": rule(
        "このメタデータは表「{table}」について述べていない",
        "this metadata does not describe {table}",
        "メタデータの url を直すか、メタデータの名前を変える",
        "mend its url, or rename the metadata",
    ),
    "bad-context": rule(
        "@context が正しくない",
        "the @context is not valid",
        '"http://www.w3.org/ns/csvw" とし、付けるのは @base と @language だけにする',
        'make it "http://www.w3.org/ns/csvw", with @base and @language at most',
    ),
    "bad-property": rule(
        "{property} の値が正しくない。{expected_ja}",
        "{property} has a value that is not valid: {expected_en}",
        "メタデータを直す",
        "mend the metadata",
    ),
    "unknown-property": rule(
        "{owner} に {property} という性質はない（無視する）",
        "{owner} has no property {property} (it is ignored)",
        "つづりを直すか、接頭辞のある名前か URL にする",
        "mend its spelling, or use a prefixed name or a URL",
    ),
    "missing-property": rule(
        "{owner} に {property} がない",
        "{owner} lacks {property}",
        "書き加える",
        "add it",
    ),
    "duplicate-column": rule(
        "列の名前「{name}」が重なる",
        "two columns have the name {name!r}",
        "name を別のものにする",
        "give them different names",
    ),
    "virtual-order": rule(
        "仮想列の後に実際の列がある",
        "a virtual column comes before one that is not",
        "仮想列を最後に置く",
        "put virtual columns last",
    ),
    "bad-annotation": rule(
        "{property} の値が JSON-LD の形に合わない。{expected_ja}",
        "the value of {property} is not valid JSON-LD here: {expected_en}",
        "メタデータを直す",
        "mend the metadata",
    ),
    "bad-datatype": rule(
        "データ型の指定が正しくない。{expected_ja}",
        "the datatype is not valid: {expected_en}",
        "メタデータを直す",
        "mend the metadata",
    ),
    "more-problems": rule(
        "同じ種類の問題がほかに {count} 件ある",
        "there are {count} more problems of this kind",
        "上の問題を直してから、もう一度調べる",
        "mend those above, then check again",
    ),
}

RULES = Rules({**_FILES, **_HEADERS, **_CELLS, **_KEYS, **_METADATA})

problem = RULES.problem
"""A problem of one of the rules; see :meth:`kg.rules.Rules.problem`."""


@dataclass(slots=True)
class Report:
    """Collects problems in the order found.

    A *fault* is what a validator must call an error and a converter must survive (a cell that does
    not parse, a broken key): an error when ``strict``, else a warning. More than ``limit`` problems
    of one rule in one file are counted, not listed.
    """

    strict: bool = True
    limit: int = 10_000
    _problems: list[Problem] = field(default_factory=list)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, found: Problem) -> None:
        """Takes one problem in."""
        key = (found.file, found.rule)
        self._counts[key] += 1
        if self._counts[key] <= self.limit:
            self._problems.append(found)

    def error(self, rule: str, **place: object) -> None:
        """What stops a conversion in any case."""
        self.add(problem(rule, severity=Severity.ERROR, **place))  # type: ignore[arg-type]

    def warn(self, rule: str, **place: object) -> None:
        """What the standard asks to tell and to ignore."""
        self.add(problem(rule, severity=Severity.WARNING, **place))  # type: ignore[arg-type]

    def fault(self, rule: str, **place: object) -> None:
        """What is wrong with the data: an error, or a warning when not strict."""
        if self.strict:
            self.error(rule, **place)
        else:
            self.warn(rule, **place)

    def forget(self, file: str) -> None:
        """Drops a file's problems, for one *fault* that explains them all.

        Errors stay where a fault is a warning: the fault would not stop what they stop.
        """
        self._problems = [
            each
            for each in self._problems
            if each.file != file or (not self.strict and each.severity is Severity.ERROR)
        ]
        told = {(each.file, each.rule) for each in self._problems}
        self._counts = Counter({key: count for key, count in self._counts.items() if key in told})

    @property
    def problems(self) -> list[Problem]:
        """All problems, and how many of a kind were left out."""
        rest = [
            problem(
                "more-problems",
                file=file,
                value=rule,
                count=count - self.limit,
                severity=Severity.ERROR if self.strict else Severity.WARNING,
            )
            for (file, rule), count in self._counts.items()
            if count > self.limit
        ]
        return self._problems + rest
