"""The app's server: `python -m portfolio.ui` and its options, as `--server.port 8080`.

The solver's process loads OR-Tools while this one loads Streamlit. Once the server answers, what pages are
made of is loaded and the first baseline is begun, while the first reader's browser still loads the scripts.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from importlib import import_module
from threading import Thread

from portfolio import logs, settings
from portfolio.bootstrap import log_file, shared_solver
from portfolio.domain.errors import BadInput

_LOOK_SECONDS = 0.02
_PARTS = (
    "portfolio.ui.components.findings",
    "portfolio.ui.components.frame",
    "portfolio.ui.components.paging",
    "portfolio.ui.components.pipeline",
    "portfolio.ui.components.portfolio_choice",
    "portfolio.ui.components.promises",
    "portfolio.ui.components.provenance",
    "portfolio.ui.charts.spending",
    "portfolio.ui.frames",
    "portfolio.wording.programme",
    "portfolio.wording.targets",
    "portfolio.wording.summaries",
)
"""Modules that, with what they import themselves, are all that the first page needs."""


def main() -> None:
    """Serve the app until the process is told to end."""
    shared_solver()
    log_file()  # what is set to what it cannot be is told before anything is served
    logs.begin(to_stderr=True)
    # Loading Streamlit takes a second, and the solver's process is to be under way before.
    from streamlit import runtime  # noqa: PLC0415

    from portfolio.ui.server import app  # noqa: PLC0415

    def prepare_when_served() -> None:
        # Before, it would hold up the server's own start.
        while not runtime.exists():
            time.sleep(_LOOK_SECONDS)
        prepare()

    Thread(target=prepare_when_served, name="first page", daemon=True).start()
    options = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    sys.argv = [str(settings.APP_PAGE)]  # beside which the server looks for its own settings
    app().run(config={name.removeprefix("--"): _typed(value) for name, value in options.items()})


def _typed(value: str) -> str | int:
    return int(value) if value.isdecimal() else value


def prepare() -> None:
    """Begin with the baseline that the first page shows, and load what it is made of."""
    from portfolio.ui.session import office  # noqa: PLC0415 - loads Streamlit

    with suppress(BadInput):  # the page says what is wrong with the portfolio's files
        office().has_baseline(seconds=0)
    for part in _PARTS:
        import_module(part)


if __name__ == "__main__":
    main()
