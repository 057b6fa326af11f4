"""What tests of the store and of commands share: a small portfolio in files, and databases of each kind."""

from __future__ import annotations

import getpass
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from portfolio.domain.plan import Plan
from portfolio.domain.scenario import Scenario
from portfolio.exchange.folder import load_portfolio
from portfolio.planning.plan.case import Case
from portfolio.planning.plan.making import make_plan

PROGRAMME = """
name_zh = "小计划"
name_en = "A small programme"
district_zh = "某区"
district_en = "Some district"
horizon = { first_year = 2020, last_year = 2021, source = { document = "doc", place = "1", quote = "两年" } }
envelope = { minimum = 1601, source = { document = "doc", place = "2", quote = "合计1601万元" } }
documents = [{ id = "doc", title_zh = "文件", title_en = "A document" }]
"""

PROJECTS = """\
id,name_zh,name_en,document,annex,row,street,facility_type_zh,facility_type,ownership,land_area_m2,\
floor_area_min_m2,floor_area_max_m2,units,cost_10k_cny,target_year,status,remark
hospital,医院,Hospital,doc,1,1,,综合医院,general_hospital,public,,,,1,1001,2021,under_construction,在建
centre,中心,Centre,doc,1,2,,社区卫生服务中心,health_centre,public,,,,1,600,2021,planned,规划
station,站,Station,doc,1,3,,社区卫生服务站,health_station,public,,,,1,,2021,planned,规划
old,老院,Old hospital,doc,1,4,,综合医院,general_hospital,public,,,,1,,,existing,现状保留
"""

ASSUMPTIONS = """
default_target = { year = 2021, reason_en = "test", reason_zh = "测试" }
schedule_overrun = { years = 1, reason_en = "test", reason_zh = "测试" }
envelope_floor = { soft = true, reason_en = "test", reason_zh = "测试" }
source_groups = [{ id = "public", name_zh = "财政", name_en = "Public" }]
funding_sources = [
  { id = "district", name_zh = "区级", name_en = "District", group = "public" },
  { id = "municipal", name_zh = "市级", name_en = "Municipal", group = "public" },
]
starts = [
  { earliest = "2020Q1", fixed = true, reason_en = "test", reason_zh = "测试", applies_to = { projects = [
    "hospital",
  ] } },
  { earliest = "2020Q1", reason_en = "test", reason_zh = "测试" },
]
delivery = [
  { applies_to = { projects = ["hospital"] }, reason_en = "test", reason_zh = "测试", modes = [
    { id = "standard", quarters = 6, profile = "even" }, { id = "slow", quarters = 8, profile = "even" },
  ] },
  { modes = [{ id = "standard", quarters = 4, profile = "even" }], reason_en = "test", reason_zh = "测试" },
]
profiles.even = { cumulative_percent = [0, 100], reason_en = "test", reason_zh = "测试" }
funding = [{ percent = { district = 50, municipal = 50 }, reason_en = "test", reason_zh = "测试" }]
priorities = [{ weight = 1, reason_en = "test", reason_zh = "测试" }]
"""


def _write_small_portfolio(folder: Path) -> Path:
    """Write a portfolio of four projects: under construction, planned, not priced, and retained."""
    folder.mkdir(parents=True)
    (folder / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
    (folder / "projects.csv").write_text(PROJECTS, encoding="utf-8")
    (folder / "assumptions.toml").write_text(ASSUMPTIONS, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def write_small() -> Callable[[Path], Path]:
    """A function that writes the small portfolio into a new folder."""
    return _write_small_portfolio


@pytest.fixture(scope="session")
def default_plan(tmp_path_factory: pytest.TempPathFactory, write_small: Callable[[Path], Path]) -> Plan:
    """The plan of the small portfolio as it is in its files."""
    portfolio = load_portfolio(write_small(tmp_path_factory.mktemp("plan") / "small"))
    return make_plan(Case(portfolio, Scenario(name="default")))


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """A small portfolio in files that a test may change."""
    return _write_small_portfolio(tmp_path / "small")


# --- PostgreSQL --------------------------------------------------------------------------------------------


def _program(name: str) -> Path | None:
    """Return a program of the PostgreSQL server, from PATH or from where Debian keeps the newest."""
    found = shutil.which(name)
    if found is not None:
        return Path(found)
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[-3]))
    return kept[-1] if kept else None


def _is_known(user: str) -> bool:
    return any(entry.pw_name == user for entry in pwd.getpwall())


@dataclass(frozen=True)
class _Server:
    """A server of our own, in a folder that goes with it, reached through a socket there."""

    folder: Path
    pg_ctl: Path
    user: str

    def run(self, *command: object) -> None:
        """Run a program as the user the server belongs to; it refuses to run as root."""
        as_user = [] if self.user == getpass.getuser() else ["runuser", "-u", self.user, "--"]
        log = self.folder / "output.log"
        with log.open("a", encoding="utf-8") as output:
            ended = subprocess.run(
                [*as_user, *map(str, command)], cwd=self.folder, stdout=output, stderr=output, check=False
            )
        if ended.returncode:
            msg = f"{command[0]} ended with code {ended.returncode}: {log.read_text(encoding='utf-8')}"
            raise RuntimeError(msg)

    def control(self, action: str, *options: object) -> None:
        self.run(self.pg_ctl, "-D", self.folder / "data", "-w", *options, action)


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a PostgreSQL server in which databases may be made."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    user = "postgres" if os.getuid() == 0 else getpass.getuser()
    if initdb is None or pg_ctl is None or not _is_known(user):
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail("REQUIRE_POSTGRES=1, and there is neither a PostgreSQL server nor TEST_POSTGRES_URL")
        pytest.skip("no PostgreSQL server on this machine")
    # Not below pytest's folder: other users may not look into that one, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = _Server(folder, pg_ctl, user)
    try:
        if os.getuid() == 0:
            owner = pwd.getpwnam(user)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server.run(initdb, "-D", folder / "data", "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync")
        # A socket in a folder of our own is an address that nobody else can have taken.
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        server.control("start", "-o", options, "-l", folder / "server.log")
        try:
            host = {"host": str(folder)}
            yield URL.create("postgresql+psycopg", username=user, database="postgres", query=host)
        finally:
            server.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: URL) -> Iterator[str]:
    """The address of an empty PostgreSQL database that this test has for itself."""
    name = f"test_{secrets.token_hex(8)}"
    server = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield postgres.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that is not there yet, in a folder that is not there yet."""
    return f"sqlite:///{tmp_path / 'kept' / 'portfolio.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))
