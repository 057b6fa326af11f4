"""The app as its users start it: a server of its own, on a free port and a store of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

STARTS_WITHIN = 600.0
"""Seconds after which a server is taken to be broken, however busy the machine."""


STAYS_AS_IT_IS = Path(__file__).parents[1] / "data"
"""Portfolios that tests are about, whatever is assumed of the bundled one some day."""
_APP = """
import runpy
from pathlib import Path
from portfolio import settings
settings.DATA_FOLDER = Path({data!r})
runpy.run_module("portfolio.ui", run_name="__main__")
"""


class AppServer:
    """A server that can be killed and started again on the same store."""

    def __init__(self, folder: Path, data: Path = STAYS_AS_IT_IS) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self._folder = folder
        self._data = data
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in {"PORTFOLIO", "DATABASE_URL"}}
        environment["PORTFOLIO_HOME"] = str(self._folder / "home")
        arguments = ["-c", _APP.format(data=str(self._data)), "--server.port", str(self.port)]
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=self._folder,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def kill(self) -> None:
        """End it as a power cut would, without a chance to tidy up; asked nicely, it waits for browsers."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=60):  # noqa: S310 - our own
                    return
            except OSError:
                time.sleep(0.2)
        log = self._log.read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"the server did not start:\n{log}")
