"""What a column tells that its single cells do not: which of their codes have lost a zero."""

from collections.abc import Callable, Iterable

from kg.linking.codes import digits, six_digits


def area_codes(texts: Iterable[str], known: Callable[[str], bool]) -> dict[str, str]:
    """The codes of areas in a column, each with all of its six digits.

    ``23213`` is 西尾市 in a column of five digits, and 鰺ヶ沢町 (023213) in one of six digits that
    has lost its zeros. Which it is, is told by the codes that can be one only.

    Args:
        texts: the cells of one column, as :func:`kg.linking.spelling.clean` leaves them.
        known: whether six digits are the code of an area.

    Returns:
        Cell → six digits, for cells of four to six digits; empty where the column does not tell.

    >>> known = {"232131", "023213", "232122"}.__contains__
    >>> area_codes(["23213", "23212"], known)
    {'23213': '232131', '23212': '232122'}
    >>> area_codes(["23213", "232122"], known)
    {'23213': '023213', '232122': '232122'}
    >>> area_codes(["23213"], known)
    {}
    """
    numbers = {text: number for text in texts if 4 <= len(number := digits(text)) <= 6}
    ways = [
        {text: code for text, number in numbers.items() if (code := way(number)) and known(code)}
        for way in (_from_five, _from_six)
    ]
    five, six = ways
    if len(five) == len(six):
        return {}
    return max(ways, key=len)


def _from_five(number: str) -> str:
    return six_digits(number.zfill(5)) if len(number) < 6 else ""


def _from_six(number: str) -> str:
    return number.zfill(6) if len(number) > 4 else ""
