"""Why there is no verdict."""

from kg.problems import SystemFault, Text


class ValidationFault(SystemFault):
    """The shapes cannot be read or applied, or the validation process broke.

    Attributes:
        text: what happened, in both languages.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)
