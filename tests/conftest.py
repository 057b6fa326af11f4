"""What tests of every area share: the bundled portfolio, and a builder of portfolios of a few projects."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import examples  # noqa: F401 - says how many cases are tried, before tests are read
import pytest

from portfolio import settings
from portfolio.domain.portfolio import Portfolio
from portfolio.domain.scenario import Scenario
from portfolio.exchange.folder import load_portfolio

# Limits of time are clocks: on a busy machine they fail for nothing. A solve's own is read where modules that
# solve are loaded, which is after this; what else waits for a limited time has its limit in `_no_clocks`.
ENDLESS = 3600
settings.TIME_LIMIT_SECONDS = float(ENDLESS)

# Figures in tests are of a portfolio that stays as it is, whatever is assumed of the bundled one some day.
SHIPPED = Path(__file__).parents[1] / "data"
settings.DATA_FOLDER = Path(__file__).parent / "data"

WHY = {"reason_en": "a test", "reason_zh": "测试"}
CITATION = {"document": "doc", "place": "here", "quote": "so it stands"}


class PortfolioBuilder:
    """Builds a portfolio in which every project has rules of its own.

    By default it covers 2020 and 2021, may not run on, has no floor, and is paid by a district and a
    municipality (together "public") and by private capital.
    """

    def __init__(
        self,
        *,
        years: int = 2,
        overrun: int = 0,
        floor: int | None = None,
        soft: bool = True,
        first_year: int = 2020,
    ) -> None:
        self._first_year, self._last_year = first_year, first_year + years - 1
        self._overrun, self._floor, self._soft = overrun, floor, soft
        self._projects: list[dict[str, Any]] = []
        self._rules: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("starts", "delivery", "funding", "priorities")
        }

    def project(
        self,
        project_id: str,
        *,
        cost: int | None = 100,
        quarters: int | dict[str, int] = 4,
        percent: dict[str, int] | None = None,
        profile: str = "even",
        earliest: str | None = None,
        fixed: bool = False,
        target: int | None = None,
        priority: int = 1,
        status: str = "planned",
    ) -> PortfolioBuilder:
        """Add a project; `quarters` is the duration of its one mode "standard", or mode -> duration."""
        modes = {"standard": quarters} if isinstance(quarters, int) else quarters
        self._projects.append(
            {
                "id": project_id,
                "name_zh": f"项目{project_id}",
                "name_en": f"Project {project_id}",
                "document": "doc",
                "annex": 1,
                "row": len(self._projects) + 1,
                "street": None,
                "facility_type_zh": "综合医院",
                "facility_type": "general_hospital",
                "ownership": "public",
                "land_area_m2": None,
                "floor_area_min_m2": None,
                "floor_area_max_m2": None,
                "units": 1,
                "cost_10k_cny": cost,
                "target_year": target,
                "status": status,
                "remark": "",
            }
        )
        rule = {"applies_to": {"projects": [project_id]}, **WHY}
        start = earliest or f"{self._first_year}Q1"
        self._rules["starts"].append({**rule, "earliest": start, "fixed": fixed})
        self._rules["funding"].append({**rule, "percent": percent or {"district": 100}})
        self._rules["priorities"].append({**rule, "weight": priority})
        self._rules["delivery"].append(
            {**rule, "modes": [{"id": m, "quarters": q, "profile": profile} for m, q in modes.items()]}
        )
        return self

    def portfolio(self) -> Portfolio:
        """Return the portfolio as built so far."""
        sources = {"district": "public", "municipal": "public", "private": None}
        return Portfolio.model_validate(
            {
                "name": "tiny",
                "projects": self._projects,
                "programme": {
                    "name_zh": "小计划",
                    "name_en": "A small programme",
                    "district_zh": "某区",
                    "district_en": "Some district",
                    "horizon": {
                        "first_year": self._first_year,
                        "last_year": self._last_year,
                        "source": CITATION,
                    },
                    "envelope": {"minimum": self._floor, "source": CITATION},
                    "documents": [{"id": "doc", "title_zh": "文件", "title_en": "A document"}],
                },
                "assumptions": {
                    "default_target": {"year": self._last_year, **WHY},
                    "schedule_overrun": {"years": self._overrun, **WHY},
                    "envelope_floor": {"soft": self._soft, **WHY},
                    "source_groups": [{"id": "public", "name_zh": "财政", "name_en": "Public"}],
                    "funding_sources": [
                        {"id": source, "name_zh": source, "name_en": source, "group": group}
                        for source, group in sources.items()
                    ],
                    "profiles": {
                        "even": {"cumulative_percent": [0, 100], **WHY},
                        "s_curve": {"cumulative_percent": [0, 10, 40, 75, 100], **WHY},
                        "late": {"cumulative_percent": [0, 0, 100], **WHY},
                    },
                    **self._rules,
                },
            }
        )


@pytest.fixture(scope="session", autouse=True)
def _nothing_recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests away from what somebody has recorded on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTFOLIO_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("PORTFOLIO", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_clocks() -> Iterator[None]:
    """Have nothing be given up because the machine is busy; tests of giving up say when."""
    from portfolio.planning.runs import queue, run, solver_process
    from portfolio.store import store

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "_SILENT_SECONDS", float(ENDLESS))
        patch.setattr(run, "_ABANDONED_SECONDS", float(ENDLESS))
        patch.setattr(solver_process, "_PATIENCE_SECONDS", float(ENDLESS))
        patch.setattr(store, "_BUSY_SECONDS", ENDLESS)
        yield


@pytest.fixture(scope="session")
def build() -> type[PortfolioBuilder]:
    """The builder of small portfolios."""
    return PortfolioBuilder


@pytest.fixture(scope="session")
def scenario() -> Callable[..., Scenario]:
    """A function that returns a scenario with the changes given, as a scenario file would state them."""

    def made(**changes: Any) -> Scenario:
        return Scenario.model_validate({"name": "test", **changes})

    return made


@pytest.fixture(scope="session")
def bundled_folder() -> Path:
    """Where the portfolio lies that tests are about: the bundled one as it once was."""
    return settings.DATA_FOLDER / settings.DEFAULT_PORTFOLIO


@pytest.fixture(scope="session")
def gongshu(bundled_folder: Path) -> Portfolio:
    """The portfolio that tests are about, whose money is paid as works are completed."""
    return load_portfolio(bundled_folder)


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    """Where the bundled portfolio lies that people get."""
    return SHIPPED / settings.DEFAULT_PORTFOLIO


@pytest.fixture(scope="session")
def shipped(shipped_folder: Path) -> Portfolio:
    """The bundled portfolio as people get it."""
    return load_portfolio(shipped_folder)


@pytest.fixture
def copied_folder(tmp_path: Path, bundled_folder: Path) -> Path:
    """A copy of the bundled portfolio that a test may spoil."""
    return Path(shutil.copytree(bundled_folder, tmp_path / "copy"))
