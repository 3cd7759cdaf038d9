"""Files to import, written for one test each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write text as it stands into a file."""

    def write(text: str, encoding: str = "utf-8", name: str = "customers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows into the first sheet of a workbook."""

    def write(rows: list[list[object]], name: str = "customers.xlsx") -> Path:
        workbook = Workbook()
        for row in rows:
            workbook.active.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def import_file(tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Run an import command; the result has ``out``, ``refused`` (the error's text) and ``errors`` (listed rows)."""

    def run(path: Path, mapping: str = "", command: str = "import_customers", **options: object) -> SimpleNamespace:
        if mapping:
            options["mapping"] = tmp_path / "mapping.toml"
            options["mapping"].write_text(mapping, encoding="utf-8")
        out, refused = io.StringIO(), ""
        try:
            call_command(command, path, stdout=out, stderr=io.StringIO(), verbosity=0, **options)
        except CommandError as error:
            refused = str(error)
        listed = path.with_name(f"{path.name}.errors.csv")
        errors: list[dict[str, str]] = []
        if listed.exists():
            with listed.open(encoding="utf-8-sig", newline="") as handle:
                errors = list(csv.DictReader(handle))
        return SimpleNamespace(out=out.getvalue(), refused=refused, errors=errors)

    return run
