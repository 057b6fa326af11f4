"""Take the README's pictures from the running app: `python tests/browser/screenshots.py OUTDIR`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app_server import AppServer
from playwright.sync_api import Browser, sync_playwright

PATIENCE = 60_000
"""Milliseconds; the first page also starts the solver."""
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass(frozen=True)
class Picture:
    """A page as it is photographed.

    Attributes:
        link: Page and parameters.
        shows: What must be there before the shutter opens.
    """

    name: str
    link: str
    shows: str = "p.answer"


PICTURES = (
    Picture("overview", "?lang=en"),
    Picture("schedule", "schedule?lang=en&ceiling=public-2019-25000", ".js-plotly-plot .barlayer"),
    Picture("what-if", "what_if?lang=en&ceiling=public-2019-25000"),
    Picture("projects", "projects?lang=en&project=a1-07", "h3.part"),
    Picture("overview-zh", "?lang=zh"),
    Picture("own", "?lang=en&portfolio=harbour"),
)


def take(picture: Picture, browser: Browser, url: str, folder: Path) -> None:
    """Open the page, wait until it stands still, and photograph its first screen."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/{picture.link}")
    page.wait_for_selector(picture.shows)
    page.wait_for_selector(SETTLED)
    page.wait_for_timeout(1500)  # fonts and figures are drawn after the script has ended
    page.screenshot(path=folder / f"{picture.name}.png")
    context.close()


def bring_in_the_readmes_own(home: Path) -> None:
    """Do what the README says of a programme of one's own, up to its first plan."""
    root = Path(__file__).parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")
    table = readme.partition("```csv\n")[2].partition("```")[0]
    (home / "harbour.csv").write_text(table, encoding="utf-8")
    commands = [
        line for line in readme.splitlines() if line.startswith(("portfolio new", "portfolio import"))
    ]
    environment = {**os.environ, "PORTFOLIO_HOME": str(home / "home")}
    for command in commands[:2]:
        words = ["-c", "from portfolio.cli import main; main()", *shlex.split(command, comments=True)[1:]]
        subprocess.run([sys.executable, *words], cwd=home, env=environment, check=True)


def main() -> None:
    """Start the app on a store of its own and take every picture."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        bring_in_the_readmes_own(Path(home))
        app = AppServer(Path(home), Path(__file__).parents[2] / "data")
        app.start()
        try:
            path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
            for picture in PICTURES:
                take(picture, browser, app.url, folder)
            browser.close()
        finally:
            app.kill()


if __name__ == "__main__":
    main()
