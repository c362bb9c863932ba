"""The releases that a home keeps: which there are, which is served, how to find one by its id."""

from dataclasses import dataclass
from pathlib import Path

from kg.problems import Text
from kg.release.errors import ReleaseFault, UnknownRelease
from kg.release.history import in_order
from kg.release.home import Home
from kg.release.model import Release, load, read


@dataclass(frozen=True, slots=True)
class Kept:
    """A release folder, sound or not.

    Attributes:
        id: name of the folder.
        path: the folder.
        release: what it says of itself; None where that cannot be read.
        fault: what a look at manifest and sizes finds wrong; None where nothing.
        served: whether ``current`` leads to it.
    """

    id: str
    path: Path
    release: Release | None
    fault: Text | None
    served: bool

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.stat().st_size for file in self.path.rglob("*") if file.is_file())


def kept(home: Path) -> list[Kept]:
    """All releases of a home, first to last; those of which nothing can be read come first."""
    place = Home(home.resolve())
    served = place.served()
    found = [_kept(path, served) for path in place.folders()]
    ordered = [release.path for release in in_order(one.release for one in found if one.release)]
    return sorted(found, key=lambda one: (ordered.index(one.path) if one.release else -1, one.id))


def _kept(path: Path, served: Path | None) -> Kept:
    release, fault = None, None
    try:
        release = read(path)
        load(path)
    except ReleaseFault as error:
        fault = error.text
    return Kept(path.name, path, release, fault, path == served)


def find(home: Path, name: str) -> Path:
    """The folder of the release whose id is, or alone begins with, a name.

    Raises:
        UnknownRelease: there is none, or several.
    """
    names = [path.name for path in Home(home.resolve()).folders()]
    fitting = [name] if name in names else [one for one in names if name and one.startswith(name)]
    if len(fitting) == 1:
        return home.resolve() / "releases" / fitting[0]
    raise _ambiguous(name, fitting) if fitting else _unknown(home, name, names)


def before(home: Path, release: Release) -> Release:
    """The release that was served before another one.

    Raises:
        UnknownRelease: it was the first, or the one before is not kept any more.
        ReleaseFault: that one is damaged.
    """
    previous = release.manifest.previous
    if not previous:
        raise UnknownRelease(
            Text(
                f"{release.id} は最初の公開版で、その前の版はない",
                f"{release.id} is the first release; there is none before it",
            )
        )
    return load(find(home, previous))


def _unknown(home: Path, name: str, names: list[str]) -> UnknownRelease:
    listed_ja, listed_en = "、".join(names) or "なし", ", ".join(names) or "none"
    return UnknownRelease(
        Text(
            f"公開版「{name}」は {home} にない。あるもの：{listed_ja}",
            f"there is no release {name!r} in {home}; there are: {listed_en}",
        )
    )


def _ambiguous(name: str, fitting: list[str]) -> UnknownRelease:
    return UnknownRelease(
        Text(
            f"「{name}」で始まる公開版は一つではない：{'、'.join(fitting)}",
            f"more than one release begins with {name!r}: {', '.join(fitting)}",
        )
    )
