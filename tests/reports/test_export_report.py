"""Reports as files on the command line."""

import json

import pytest
from django.core.management import CommandError, call_command


def exported(capsys, **options):
    call_command("export_report", "causes-by-segment", format="json", **options)
    return json.loads(capsys.readouterr().out)


def test_it_works(many, capsys):
    many(5, plan="pro")
    assert {row["segment"] for row in exported(capsys, by="plan")} == {"*", "pro"}


def test_period_is_taken(many, capsys):
    many(5, plan="pro")
    found = exported(capsys, by="plan", **{"from": "2026-04-01", "to": "2026-05-01"})
    assert found[0]["responses"] == 0


def test_a_segment_narrows(many, capsys):
    many(5, plan="pro", country="DE")
    many(6, plan="pro", country="FR")
    assert exported(capsys, by="plan", where=["country=FR"])[0]["base"] == 6


def test_an_unknown_dimension_names_those_there_are(many):
    many(1, plan="pro")
    with pytest.raises(CommandError, match="plan"):
        call_command("export_report", "causes-by-segment", by="nope")


def test_a_file_is_written(many, tmp_path):
    many(5, plan="pro")
    call_command("export_report", "causes-by-segment", by="plan", output=str(tmp_path / "figures.csv"))
    assert (tmp_path / "figures.csv").read_bytes().startswith(b"\xef\xbb\xbfsegment,")


def test_a_place_that_cannot_be_written_is_said(many, tmp_path):
    many(1, plan="pro")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_report", "causes-by-segment", by="plan", output=str(tmp_path / "no" / "figures.csv"))
