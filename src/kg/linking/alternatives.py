"""Names of countries that tables use and the graph does not hold: the data.

Formal names and those in daily use, in both languages; each means one country only.
"""

from collections.abc import Iterator
from typing import Final

_COUNTRIES: Final = {
    "jp": "日本国 | Nippon | Nihon",
    "us": "アメリカ | アメリカ合衆国 | 合衆国 | United States of America | USA | US | America",
    "de": "ドイツ連邦共和国 | Federal Republic of Germany | Deutschland",
    "sg": "シンガポール共和国 | Republic of Singapore",
    "cn": "中華人民共和国 | People's Republic of China | PRC",
    "dk": "デンマーク王国 | Kingdom of Denmark",
    "es": "スペイン王国 | Kingdom of Spain",
    "eu": "EU | E.U. | 欧州連合",
}


def alternative_names() -> Iterator[tuple[str, list[str]]]:
    """Key of each country's resource, and what else it is called."""
    for country, written in _COUNTRIES.items():
        yield country, written.split(" | ")
