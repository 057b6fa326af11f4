"""What commands print comes from the files of texts: no sentence is written in their own modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import portfolio.cli

MODULES = sorted(Path(portfolio.cli.__file__).parent.glob("*.py"))
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
OF_OPTIONS = {"help", "metavar"}
"""What the command line's own help says, which is worded where options are."""


def literals(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts in a module, but docstrings and what describes commands and options."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.keyword) and child.arg in OF_OPTIONS:
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        yield from literals(child)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_sentence_is_written_in_a_module_of_commands(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    said = {
        f"{module.name}:{text.lineno}: {text.value}" for text in literals(tree) if SENTENCE.search(text.value)
    }
    assert said == set()
