"""Settings: every variable is documented, and nothing needs to be set."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')


def variables() -> set[str]:
    return set(READ.findall((ROOT / "config/settings.py").read_text()))


def test_every_variable_is_in_the_readme():
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert variables() == table


def test_the_environment_is_read_in_one_file_only():
    readers = [
        path.relative_to(ROOT).as_posix()
        for room in ("customers", "surveys", "causes", "reports")
        for path in (ROOT / room).rglob("*.py")
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]
    assert readers == []


@pytest.mark.parametrize("header", ["script-src", "style-src"])
def test_the_policy_allows_no_inline_code(header):
    sources = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"][header]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(sources)
