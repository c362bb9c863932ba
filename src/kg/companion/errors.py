"""What keeps companion graphs from being kept or found."""

from kg.problems import SystemFault, Text


class CompanionFault(SystemFault):
    """The companion graphs of a home folder cannot be read or changed.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class UnknownCompanion(CompanionFault):
    """There is no companion of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"{name} という併置データはありません。一覧は kg companion list で見られます。",
                f"there is no companion {name}; kg companion list shows those there are",
            )
        )


class DamagedCompanion(CompanionFault):
    """The file of a companion is missing, or is not what was added."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Text(
                f"併置データ {name} は壊れています。kg companion add で加え直してください。",
                f"the companion {name} is damaged; add it again with kg companion add",
            )
        )
