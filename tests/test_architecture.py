"""The house: arrows point one way, rooms stay small, and what must be in one place is in one place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "customers", "surveys", "causes", "reports")
MODULES = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "services.py"}


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Everything that a module is made of, read once for all rules."""
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imported(path: Path) -> set[str]:
    """Names of the top-level packages that a module imports, also inside functions."""
    names = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").split(".")[0])
    return names


def test_arrows_point_one_way():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["django", "pandas"])
def test_causes_runs_without(name):
    users = [str(path.relative_to(ROOT)) for path in (ROOT / "causes").rglob("*.py") if name in imported(path)]
    assert users == []


def test_jieba_is_imported_in_one_module():
    users = [str(path.relative_to(ROOT)) for path in MODULES if {"jieba", "rjieba"} & imported(path)]
    assert users == ["causes/tokens.py"]


def test_no_module_is_named_for_nothing():
    assert [path for path in MODULES if path.name in FORBIDDEN_NAMES] == []


def test_files_stay_small_enough_to_see_whole():
    long = {str(path.relative_to(ROOT)): n for path in MODULES if (n := path.read_text().count("\n")) > 300}
    assert long == {}


def test_functions_stay_small():
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in MODULES
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 45
    ]
    assert long == []


def test_no_query_is_made_from_strings():
    pattern = re.compile(r"\.raw\(|\.extra\(|RawSQL|filter\(\*\*request")
    assert [str(path) for path in MODULES if pattern.search(path.read_text())] == []


def test_templates_hold_no_inline_style_or_script():
    pattern = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"", re.IGNORECASE)
    bad = [
        str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html") if pattern.search(path.read_text())
    ]
    assert bad == []
