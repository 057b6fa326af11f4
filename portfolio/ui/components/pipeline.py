"""The pipeline: projects that are not priced yet, stage by stage, with what is not known of them."""

from __future__ import annotations

import pandas as pd

from portfolio.domain.portfolio import Portfolio
from portfolio.planning.answers.pipeline import PipelineStage, pipeline
from portfolio.ui.components.blocks import cards, download, heading, words
from portfolio.wording.i18n import Wording
from portfolio.wording.pipeline import heads, row
from portfolio.wording.tones import Card


def show(portfolio: Portfolio, say: Wording) -> None:
    """Draw how many projects are at each stage, and each of them."""
    found = pipeline(portfolio)
    counts = {stage: sum(one.stage is stage for one in found) for stage in PipelineStage}
    cards(
        [
            Card(say(f"pipeline.stage.{stage}"), f"{number:,}", say.counted("pipeline.count", number))
            for stage, number in counts.items()
        ]
    )
    heading(say("pipeline.title"), say("pipeline.note"))
    rows = [row(one, say) for one in found]
    words(rows, heads(say))
    download(pd.DataFrame(rows, columns=heads(say)), "pipeline.csv", say)
