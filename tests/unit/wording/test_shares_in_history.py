"""What a change of bounds of shares is called where it is told of: by payers, in both languages."""

from __future__ import annotations

import pytest

from portfolio.domain.portfolio import Portfolio
from portfolio.wording.assumption_rules import changed
from portfolio.wording.i18n import Language, wording


@pytest.mark.parametrize(
    ("language", "name", "matched"),
    [
        (Language.EN, "Municipal 60%", "Municipal pays at most 1.5 times what District pays."),
        (Language.ZH, "市级财政 60%", "市级财政出资不超过区级财政的1.5倍。"),
    ],
)
def test_bounds_and_matches_are_told_in_words(
    gongshu: Portfolio, language: Language, name: str, matched: str
) -> None:
    rule = gongshu.assumptions.funding[0].model_dump(mode="json")
    before = {key: value for key, value in rule.items() if key not in {"at_most", "matches"}}
    match = {"source": "municipal", "against": "district", "ratio": 1.5}
    after = {**rule, "at_most": {"municipal": 60}, "matches": [match]}
    say = wording(language)
    _, told = changed({"funding": [before]}, {"funding": [after]}, gongshu, say)
    assert any(name in line for line in told)
    assert any(matched in line for line in told)
