"""The words of the terminal: its language, and that it calls things as they are typed, chosen once."""

from __future__ import annotations

from portfolio.wording.i18n import Language, wording

SAY = wording(Language.EN, as_typed=True)
