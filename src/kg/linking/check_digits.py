"""The check digits of area codes and of corporate numbers."""

_AREA_WEIGHTS = (6, 5, 4, 3, 2)
_CORPORATE_WEIGHTS = (2, 1) * 6


class NotDigits(ValueError):
    """A text that is not made of as many ASCII digits as the rule takes."""

    def __init__(self, text: str, length: int) -> None:
        super().__init__(f"not {length} digits: {text!r}")


def area_check_digit(code5: str) -> str:
    """The sixth digit of a local government's code (JIS X 0402, annex; JIS X 0401 with 000).

    The five digits times 6, 5, 4, 3 and 2 are added up; the check digit is the last digit of
    11 minus the rest of that sum divided by 11.

    Args:
        code5: five digits, leading zeros included.

    Raises:
        NotDigits: a ValueError, for anything else.

    >>> area_check_digit("13113")
    '0'
    >>> area_check_digit("01100")
    '2'
    """
    return str(11 - _weighted(code5, _AREA_WEIGHTS) % 11)[-1]


def corporate_check_digit(number12: str) -> str:
    """The first digit of a corporate number (法人番号), from the twelve that follow it.

    It is 9 minus what the sum of P(n)·Q(n) leaves when divided by 9: P(n) is the nth digit from
    the right, Q(n) 1 for odd and 2 for even n (Ministry of Finance ordinance on corporate
    numbers, article 2).

    Args:
        number12: twelve digits, leading zeros included.

    Raises:
        NotDigits: a ValueError, for anything else.

    >>> corporate_check_digit("000020131130")
    '9'
    >>> corporate_check_digit("000012010019")
    '2'
    """
    return str(9 - _weighted(number12, _CORPORATE_WEIGHTS) % 9)


def _weighted(text: str, weights: tuple[int, ...]) -> int:
    if len(text) != len(weights) or not (text.isascii() and text.isdigit()):
        raise NotDigits(text, len(weights))
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True))
