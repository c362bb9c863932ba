"""Why there is no release, or none can be made."""

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.problems import DataError, SystemFault, Text

_FULL: Final = Text(
    "ディスクに空きがない。空きを作る（古い公開版は kg prune で削除できる）",
    "the disk is full; free some space, for instance by deleting earlier releases with kg prune",
)
_DENIED: Final = Text(
    "権限がない。kg を動かす利用者に権限を与えるか、別の --home を指定する",
    "permission is denied; give it to the user who runs kg, or choose another --home",
)
_NO_FOLDER: Final = Text(
    "フォルダーのあるべき所にファイルがある。取り除くか、別の --home を指定する",
    "a file lies where a folder must be; remove it, or choose another --home",
)
_CAUSES: Final[Mapping[int, Text]] = MappingProxyType(
    {
        errno.ENOSPC: _FULL,
        errno.EDQUOT: _FULL,
        errno.EFBIG: Text(
            "ファイルが許される大きさを超える。上限（ulimit -f）を上げる",
            "a file would be larger than is allowed; raise the limit (ulimit -f)",
        ),
        errno.EROFS: Text(
            "読み取り専用である。書き込めるようにするか、別の --home を指定する",
            "the file system is read-only; make it writable, or choose another --home",
        ),
        errno.EACCES: _DENIED,
        errno.EPERM: _DENIED,
        errno.EEXIST: _NO_FOLDER,
        errno.ENOTDIR: _NO_FOLDER,
        errno.EIO: Text(
            "ディスクの読み書きに失敗した。ディスクを調べる",
            "the disk cannot be read or written; examine it",
        ),
    }
)


_WRITING: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
_UNKNOWN: Final = Text("読み書きできない", "it cannot be read or written")


class ReleaseFault(SystemFault):
    """A release is missing or damaged, or none can be made here.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class DamagedRelease(ReleaseFault):
    """A file of a release is not what its manifest says.

    Attributes:
        file: path in the release.
    """

    def __init__(self, release: Path, file: str, *, others: int = 0) -> None:
        self.file = file
        more_ja = f"（ほか{others}件）" if others else ""
        more_en = f" (and {others} more)" if others else ""
        super().__init__(
            Text(
                f"公開版 {release} が壊れている：{file}{more_ja} がないか、途中で切れているか、"
                "内容が変わっている。詳しくは kg verify で調べる",
                f"the release {release} is damaged: {file}{more_en} is missing or cut, or "
                "its content changed; kg verify tells more",
            )
        )


class UnknownRelease(ReleaseFault):
    """No release, or more than one, is named by what was given."""


class StorageFault(ReleaseFault):
    """The disk refuses what has to be written or read; what is served is untouched.

    Args:
        home: the folder of releases.
        error: what the system said; it names the file as a rule.
    """

    def __init__(self, home: Path, error: Exception) -> None:
        path = getattr(error, "filename", None) or home
        code = _code(error)
        cause, said = _CAUSES.get(code, _UNKNOWN), os.strerror(code) if code else str(error)
        super().__init__(
            Text(
                f"{path}：{cause.ja}［{said}］。公開中の版はそのまま",
                f"{path}: {cause.en} [{said}]; the release that is served is untouched",
            )
        )


def _code(error: BaseException | None) -> int:
    """The system's number for an error; what passed through other software names it in words."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    return next((code for code in _CAUSES if os.strerror(code) in str(error)), 0)


@contextmanager
def storage(home: Path) -> Iterator[None]:
    """Tell in words what the system says of files while something is written to a home.

    Raises:
        StorageFault: in place of any OSError, and of what the store and Polars make of one.
    """
    try:
        yield
    except DataError:
        raise
    except Exception as error:
        if isinstance(error, OSError) or _code(error) in _WRITING:
            raise StorageFault(home, error) from error
        raise
