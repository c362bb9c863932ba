"""Why there is no release."""

from kg.problems import SystemFault, Text


class ReleaseFault(SystemFault):
    """A release is missing or damaged, or none can be made here.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)
