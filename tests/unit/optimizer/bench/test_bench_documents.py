"""BENCHMARKS.md says how to run what it tells of, and leaves nothing out."""

import shlex
from pathlib import Path

import optimizer
from optimizer.bench.ablation import PARTS
from optimizer.bench.families import FAMILIES
from optimizer.options import FORMAT_NAMES, PEER_NAMES, parser

TEXT = (Path(optimizer.__file__).parent / "BENCHMARKS.md").read_text(encoding="utf-8")


def test_every_command_of_the_benchmarks_can_be_given() -> None:
    begin = "    python -m optimizer "
    commands = [line.removeprefix(begin) for line in TEXT.splitlines() if line.startswith(begin)]
    assert len(commands) >= 5
    for command in commands:
        assert parser().parse_args(shlex.split(command, comments=True)).command == "bench"


def test_benchmarks_name_every_family_format_peer_and_part() -> None:
    names = {*FAMILIES, *(set(FORMAT_NAMES) - {"instance"}), *PEER_NAMES}
    assert {name for name in names if f"`{name}`" not in TEXT} == set()
    assert {name for name in PARTS if name not in TEXT} == set()
