"""What the matcher tells people, in both languages."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from kg.linking.model import NOTHING, Answer, Means
from kg.linking.referents import Hit
from kg.problems import Text

_MEANS: Final = {
    Means.IRI: Text("識別子 {0}", "identifier {0}"),
    Means.CODE: Text("コード {0}", "code {0}"),
    Means.NAME: Text("名称「{0}」", "name “{0}”"),
    Means.READING: Text("読み「{0}」", "reading “{0}”"),
    Means.ACRONYM: Text("略称 {0}", "acronym {0}"),
    Means.FORMER_CODE: Text("旧コード {0}", "former code {0}"),
    Means.FORMER_NAME: Text("旧名称「{0}」", "former name “{0}”"),
    Means.SIMILAR: Text("似た名称「{0}」", "similar name “{0}”"),
}


def joined(texts: Iterable[Text]) -> Text:
    """Several remarks as one, each once."""
    said = list(dict.fromkeys(text for text in texts if text != NOTHING))
    return Text("".join(text.ja for text in said), " ".join(text.en for text in said))


def reason(hit: Hit) -> Text:
    """By what something was found."""
    text = _MEANS[hit.means]
    ja, en = text.ja.format(hit.written), text.en.format(hit.written)
    if hit.referent.is_former and (end := hit.referent.ends):
        ja += f"（{day_ja(end - dt.timedelta(1))}まで）"
        en += f" (until {day_en(end - dt.timedelta(1))})"
    if hit.bare:
        ja, en = f"{ja}、種別なし", f"{en}, without its kind"
    return Text(ja, en)


def day_ja(day: dt.date) -> str:
    """A day in Japanese."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_en(day: dt.date) -> str:
    """A day in English, whatever the locale."""
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def became(hit: Hit) -> Text:
    """What became of an area that is no more."""
    areas = [area.entity.label for area in hit.referent.becomes]
    if not areas or (end := hit.referent.ends) is None:
        return NOTHING
    before = hit.referent.entity.label.ja
    after_ja = "、".join(f"「{label.ja}」" for label in areas)
    after_en = ", ".join(label.en for label in areas)
    if len(areas) > 1:
        return Text(
            f"「{before}」は{day_ja(end)}に{after_ja}に分かれたので、一つに決められません。",
            f"{before} was divided into {after_en} on {day_en(end)}: "
            "which is meant cannot be told.",
        )
    return Text(
        f"「{before}」は{day_ja(end)}から{after_ja}です。",
        f"{before} has been {after_en} since {day_en(end)}.",
    )


def gave_up(hit: Hit, day: dt.date) -> Text:
    """What was taken out of an area after a day."""
    parts = [(since, area.entity.label) for since, area in hit.referent.gave if day < since]
    label = hit.referent.entity.label
    return joined(
        Text(
            f"{day_ja(since)}に「{label.ja}」から「{part.ja}」が分かれたので、一つに決められません。",
            f"{part.en} was taken out of {label.en} on {day_en(since)}: "
            "which is meant cannot be told.",
        )
        for since, part in parts
    )


def not_yet(hit: Hit) -> Text:
    """That nothing of that name or code was in force on the day asked for."""
    return Text(
        f"「{hit.written}」は表の日付には使われていませんでした。",
        f"“{hit.written}” was not in force on the day of the table.",
    )


def outside(text: str) -> Text:
    """That what was found does not lie in what the row says."""
    return Text(
        f"「{text}」にあるものは見つかりません。", f"nothing of that name lies in “{text}”."
    )


def not_understood(text: str) -> Text:
    """That a context was not used."""
    return Text(
        f"「{text}」は何を指すか分からず、使っていません。",
        f"“{text}” could not be understood, and was not used.",
    )


def follows(before: Answer) -> Text:
    """That a name was read as lying where the one before it does."""
    words = before.question.text
    return Text(
        f"「{words}」に続くので、同じ市・都道府県のものと読みました。",
        f"read as lying where “{words}” does, which it follows.",
    )


def other_kind() -> Text:
    """That what was found is of another kind."""
    return Text("求められた種類のものではありません。", "it is not of the kind asked for.")


def wrong_digit(right: str) -> Text:
    """That the check digit of a code is wrong."""
    return Text(
        f"検査数字が合いません。{right} ではありませんか。",
        f"the check digit is wrong: is {right} meant?",
    )
