"""The places of a survey: what to copy, the keys, the sites."""

from __future__ import annotations

import html
import re

import pytest

from surveys.models import SigningKey, Survey
from surveys.signing_keys import make_key

PLACES = "/surveys/exit/places/"


@pytest.fixture
def text(survey):
    """The page as its reader sees it, entities undone."""
    return lambda client: html.unescape(client.get(PLACES).content.decode())


def test_it_works(viewer, text):
    shown = text(viewer)
    assert "http://127.0.0.1:8000/s/exit/" in shown
    assert 'src="http://127.0.0.1:8000/static/js/embed.js" data-survey="exit"' in shown


def test_a_mail_has_each_choice_as_a_link_in_each_language(viewer, text):
    shown = text(viewer)
    for tag in ("en", "zh-Hans", "zh-Hant"):
        assert f"/s/exit/?reasons=price&via=mail&lang={tag}" in shown
    assert shown.index("reasons=other&via=mail&lang=en") > shown.index("reasons=price&via=mail&lang=en")


def test_the_qr_code_is_a_picture_of_the_open_link(viewer, survey):
    response = viewer.get(f"{PLACES}qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml")
    assert b"<script" not in response.content


def test_a_key_is_shown_once(editor, text):
    assert editor.post(f"{PLACES}keys/").status_code == 302
    secret = SigningKey.objects.get().secret
    assert (secret in text(editor), secret in text(editor)) == (True, False)


def test_the_code_names_the_key_and_the_survey(editor, text):
    key = make_key(Survey.objects.get())
    shown = text(editor)
    assert shown.count(f'"{key.name}"') + shown.count(f"'{key.name}'") == 4
    assert key.secret not in shown


def test_a_third_key_is_refused_in_words(editor, survey, text):
    make_key(survey), make_key(survey)
    response = editor.post(f"{PLACES}keys/", follow=True)
    assert "Two keys are in use already" in response.content.decode()
    assert SigningKey.objects.count() == 2


@pytest.mark.parametrize(("typed", "retired"), [({}, False), ({"sure": "yes"}, True)])
def test_a_key_is_retired_when_the_editor_is_sure(editor, survey, typed, retired):
    key = make_key(survey)
    editor.post(f"{PLACES}keys/{key.name}/retire/", typed)
    key.refresh_from_db()
    assert bool(key.retired_at) is retired


def test_a_key_of_another_survey_is_not_found(editor, survey):
    key = make_key(Survey.objects.create(key="other"))
    assert editor.post(f"{PLACES}keys/{key.name}/retire/", {"sure": "yes"}).status_code == 404


def test_sites_are_kept(editor, survey):
    editor.post(f"{PLACES}sites/", {"sites": "https://Shop.example/\nhttp://localhost:3000"})
    assert Survey.objects.get().frame_hosts == ["https://shop.example", "http://localhost:3000"]


def test_a_wrong_site_is_named_and_nothing_is_lost(editor, survey):
    response = editor.post(f"{PLACES}sites/", {"sites": "https://shop.example\n<b>evil</b>\x00"})
    shown = response.content.decode()
    assert response.status_code == 400
    assert "“&lt;b&gt;evil&lt;/b&gt;” is not the address of a site." in shown
    assert "https://shop.example\n&lt;b&gt;evil" in shown
    assert Survey.objects.get().frame_hosts == []


def test_viewers_see_no_buttons(viewer, survey):
    make_key(survey)
    assert not re.search(r'action="/surveys/', viewer.get(PLACES).content.decode())


def test_a_title_is_escaped_in_every_snippet(viewer, survey):
    Survey.objects.update(title={"en": '"><script>alert(1)</script>'})
    copied = re.findall(r"<textarea[^>]*>(.*?)</textarea>", viewer.get(PLACES).content.decode(), re.DOTALL)
    assert copied
    assert not [text for text in copied if "<script>alert" in html.unescape(text)]
