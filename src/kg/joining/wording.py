"""Words by which government tables and researchers name columns, sums and remarks.

Compared as :func:`plain` gives them: full-width forms, blanks and case do not count.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What the header of a column says that it holds."""

    CODE = "code"
    MUNICIPALITY = "municipality"
    AREA = "area"
    PREFECTURE = "prefecture"
    PREFECTURE_CODE = "prefecture-code"
    MUNICIPALITY_CODE = "municipality-code"
    COUNTRY = "country"
    AGENCY = "agency"
    PROGRAMME = "programme"
    IDENTIFIER = "identifier"
    YEAR = "year"


_HEADERS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.CODE: (
            "団体コード 自治体コード 地方公共団体コード 全国地方公共団体コード 標準地域コード "
            "地域コード 市区町村コード 市町村コード 都道府県コード又は市区町村コード "
            "団体コード(6桁) 団体コード(5桁) コード areacode citycode municipalitycode lgcode "
            "jiscode code code5 code6 jiscodes area_code city_code municipality_code lg_code "
            "jis_code sac standardareacode"
        ),
        Role.MUNICIPALITY: (
            "市区町村 市区町村名 市町村 市町村名 区市町村 区市町村名 市区町村名(漢字) "
            "自治体 自治体名 団体名 地方公共団体名 市名 区名 町村名 "
            "municipality municipalities municipalityname localgovernment"
        ),
        Role.AREA: (
            "地域 地域名 所在地 地区 city cityname town ward area areaname region regionname place "
            "placename location name_ja 名称"
        ),
        Role.PREFECTURE: (
            "都道府県 都道府県名 都道府県名(漢字) 県名 府県名 県 prefecture prefectures "
            "prefecturename pref prefname pref_name"
        ),
        Role.PREFECTURE_CODE: "都道府県コード 県コード prefecturecode prefcode pref_code",
        Role.MUNICIPALITY_CODE: "市区町村コード(3桁) 市町村コード(3桁) citycode3",
        Role.COUNTRY: "国 国名 国・地域 国籍 country countries countryname countrycode nation",
        Role.AGENCY: (
            "機関 機関名 組織 組織名 法人名 団体 府省 府省名 省庁 省庁名 所管府省 実施機関 "
            "資金配分機関 "
            "agency agencies agencyname organisation organization organisationname "
            "organizationname institution ministry funder"
        ),
        Role.PROGRAMME: (
            "事業 事業名 プログラム プログラム名 制度 制度名 施策 施策名 戦略 programme program "
            "programmename programname frameworkprogramme strategy project"
        ),
        Role.IDENTIFIER: "iri uri 法人番号 corporatenumber corporate_number wikidata ror qid",
        Role.YEAR: (
            "年 年度 年次 調査年 調査年度 時点 調査時点 基準日 year fiscalyear date period time"
        ),
    }
)
_ROLES: Final = MappingProxyType(
    {word: role for role, words in _HEADERS.items() for word in words.split()}
)
_TOTAL: Final = re.compile(
    r".{0,12}(?:合計|総計|小計|総数|累計|計)|(?:grand|sub)?totals?|sum", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"[（(\[【〔]?(?:注|備考|資料|出典|出所|※|\*|単位|note|source|n\.?b\.?|unit)", re.IGNORECASE
)
_UNIT: Final = re.compile(r"[（(\[【].{1,12}[）)\]】]|人|世帯|円|千円|百万円|%|km2|ha|件|団体")
_NUMBER: Final = re.compile(
    r"[-+▲△]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?%?|[-–—―*x….‥]+|#(?:n/a|ref!|div/0!)",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:1[89]|20)\d\d(?:年度?)?")


def plain(text: str) -> str:
    """A text without blanks, full-width forms and case.

    >>> plain("市 区 町 村　名"), plain("Ｃｏｄｅ")
    ('市区町村名', 'code')
    """
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def role(header: str) -> Role | None:
    """What a column of that header holds, as far as its name tells.

    >>> role("地域名"), role("Prefecture"), role("備考")
    (<Role.AREA: 'area'>, <Role.PREFECTURE: 'prefecture'>, None)
    """
    return _ROLES.get(plain(header))


def is_number(text: str) -> bool:
    """Whether a cell holds a number, or what stands for one that is missing.

    >>> [is_number(text) for text in ("1,234", "▲3.5％", "－", "#N/A", "札幌市")]
    [True, True, True, True, False]
    """
    return _NUMBER.fullmatch(plain(text).replace("−", "-")) is not None


def is_year(text: str) -> bool:
    """Whether a text is a year, as headers have them.

    >>> is_year("2019"), is_year("2019年度"), is_year("1955457")
    (True, True, False)
    """
    return _YEAR.fullmatch(plain(text)) is not None


def is_total(text: str) -> bool:
    """Whether a cell names a sum.

    >>> [is_total(text) for text in ("合 計", "北海道計", "Total", "札幌市")]
    [True, True, True, False]
    """
    return _TOTAL.fullmatch(plain(text)) is not None


def is_note(text: str) -> bool:
    """Whether a text begins as remarks and sources do.

    >>> [is_note(text) for text in ("（注）速報値", "資料：総務省", "Source: MIC", "札幌市")]
    [True, True, True, False]
    """
    return _NOTE.match(plain(text)) is not None


def is_unit(text: str) -> bool:
    """Whether a cell says in which unit its column is.

    >>> [is_unit(text) for text in ("（人）", "km2", "札幌市")]
    [True, True, False]
    """
    return _UNIT.fullmatch(plain(text)) is not None
