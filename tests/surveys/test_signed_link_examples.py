"""The documentation's examples: the same links in each language whose interpreter is here, and links that open."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from surveys.contexts import read_context
from surveys.models import SigningKey, Survey
from tests.surveys.signing import EXAMPLES

COMMANDS = {"py": sys.executable, "js": shutil.which("node"), "php": shutil.which("php"), "rb": shutil.which("ruby")}
HERE = [ending for ending, command in COMMANDS.items() if command]
VECTORS = json.loads((EXAMPLES / "signed-link.json").read_text(encoding="utf-8"))


def test_python_at_least_is_here():
    assert "py" in HERE


@pytest.mark.parametrize("ending", HERE)
def test_every_language_makes_the_same_links(ending):
    command = [COMMANDS[ending], str(EXAMPLES / f"signed-link.{ending}"), str(EXAMPLES / "signed-link.json")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.split() == [vector["link"] for vector in VECTORS]


@pytest.mark.django_db
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["claims"]["jti"])
def test_the_links_say_what_was_signed(vector, monkeypatch):
    survey, _made = Survey.objects.get_or_create(key=vector["survey"])
    SigningKey.objects.create(survey=survey, name=vector["key_name"], secret=vector["key"])
    said = read_context(survey, urlsplit(vector["link"]).path.split("/")[4])
    wanted = vector["claims"]
    assert (said.customer_ref, said.context_id, said.state) == (wanted["sub"], wanted["jti"], wanted["state"])
    assert (said.segment, said.language) == (wanted.get("segment", {}), wanted.get("lang", ""))


@pytest.mark.parametrize("ending", COMMANDS)
def test_the_documentation_shows_each(ending):
    assert f"examples/signed-link.{ending}" in (EXAMPLES.parent / "placing-the-form.md").read_text(encoding="utf-8")
