"""What a hostile, careless or unlucky visitor sends, entrance by entrance; what is not here stands in test_typed,
test_invitation, test_tokens, test_simultaneous and test_frames."""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from customers.models import Customer
from surveys.documents import document_of, publish
from surveys.invitations import invite
from surveys.models import Response, Survey
from surveys.tokens import FormPage, form_token, invitation_token, receipt_token

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert('行')</script>\"'><img src=x onerror=alert(1)>"
ELSEWHERE = ["javascript:alert(1)", "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example"]
ELSEWHERE += ["https://testserver.evil.example/", "https://testserver@evil.example/", "\thttps://evil.example", "///e"]
RETURNS = ("next", "return", "return_to", "redirect", "url", "receipt", "lang", "via", "empty", "framed")
ALTERED = [lambda token: token[:-1], lambda token: token[1:], lambda token: token + token, str.swapcase]


@pytest.fixture
def other(survey):
    """Another published survey, with the same questions."""
    made = Survey.objects.create(key="other", title={"en": "Other"})
    publish(made, document_of(survey) | {"key": "other"})
    return made


def words_back(page):
    return "every word of mine 每个字" in page.content.decode()


@pytest.mark.parametrize("change", ALTERED)
def test_an_altered_page_comes_back_with_what_was_typed(open_form, change):
    page = open_form()
    again = page.send(form_token=change(page.token), words="every word of mine 每个字")
    assert (again.status_code, words_back(again), Response.objects.count()) == (403, True, 0)


@pytest.mark.parametrize("purpose", [invitation_token, receipt_token])
def test_a_token_made_for_another_purpose_is_no_page(open_form, purpose):
    again = open_form().send(form_token=purpose(uuid.uuid4()), words="every word of mine 每个字")
    assert (again.status_code, words_back(again), Response.objects.count()) == (403, True, 0)


def test_a_page_of_one_survey_is_not_taken_by_another(open_form, other):
    again = open_form("/s/other/").send(form_token=open_form().token, words="every word of mine 每个字")
    assert (again.status_code, words_back(again), Response.objects.count()) == (403, True, 0)


def test_a_page_of_the_open_link_is_not_taken_by_an_invitation_nor_the_other_way(open_form, invitation_path):
    invited, opened = open_form(invitation_path), open_form()
    sent = [invited.send(form_token=opened.token, words="x"), opened.send(form_token=invited.token, words="x")]
    assert ([one.status_code for one in sent], Response.objects.count()) == ([403, 403], 0)


def test_a_page_cannot_name_another_submission_survey_or_customer(open_form, invitation_path, customer, other):
    Customer.objects.create(ref="C-9", attributes={"plan": "basic"})
    named = {"customer": "C-9", "customer_id": "9", "ref": "C-9", "plan": "basic", "segment": "basic", "mrr": "9999"}
    named |= {"survey": "other", "submission_id": str(uuid.uuid4()), "channel": "interview", "written_by": "1"}
    open_form(invitation_path + "?" + urlencode(named)).send(words="x", **named)
    stored = Response.objects.get()
    assert (stored.customer, stored.segment["plan"], stored.survey.key) == (customer, "pro", "exit")
    assert (stored.mrr, stored.channel, stored.written_by) == (customer.mrr, "form", None)


def test_a_well_signed_page_of_a_survey_that_is_gone_is_a_kind_page(open_form):
    token = form_token(FormPage(survey_key="gone", submission_id=str(uuid.uuid4())))
    assert open_form().send(form_token=token, words="x").status_code == 403


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_page_of_respondents_leads_where_a_visitor_says(open_form, client, where):
    """There is no return address: the host page is told when it is done, and goes on by itself."""
    query = urlencode(dict.fromkeys(RETURNS, where))
    sent = open_form(f"/s/exit/?{query}").send(**dict.fromkeys(RETURNS, where), do="skip")
    assert sent["Location"].startswith("/s/exit/thanks/?")
    pages = client.get(f"/s/exit/thanks/?{query}").content.decode() + client.get(f"/s/exit/?{query}").content.decode()
    assert [part for part in ('href="' + where, 'action="' + where, 'src="' + where) if part in pages] == []


def test_the_documents_say_that_there_is_no_return_address():
    said = (Path(settings.BASE_DIR) / "docs/security.md").read_text()
    assert "| return address | there is none:" in said


@pytest.fixture
def hostile(survey, customer, settings):
    """Script in everything that respondents are shown: organisation, wordings, names, their own words."""
    settings.ORGANISATION_NAME = SCRIPT
    document = document_of(survey)
    wording = dict.fromkeys(("en", "zh-Hans", "zh-Hant"), SCRIPT)
    for question in document["questions"]:
        question |= {"wording": wording, "help": wording}
        question["choices"] = [choice | {"wording": wording} for choice in question.get("choices", [])]
    publish(survey, document | {"title": wording})
    Customer.objects.filter(pk=customer.pk).update(name=SCRIPT, attributes={"plan": SCRIPT, SCRIPT: SCRIPT})
    return invite(survey, Customer.objects.get(pk=customer.pk))


def respondent_pages(open_form, hostile):
    """Every page that a respondent can come to, by name of its address; none may be left out."""
    path, token = f"/i/{invitation_token(hostile.pk)}/", invitation_token(hostile.pk)
    page = open_form(path)
    wrong = page.send(words=SCRIPT + "x" * 5000, reasons=SCRIPT, contact_address=SCRIPT)
    ended = page.send(words=SCRIPT, homepage=SCRIPT)
    page.send(words=SCRIPT)
    receipt = receipt_token(Response.objects.get().submission_id)
    known = {"survey_key": "exit", "token": token}
    client = Client()
    shown = [wrong, ended, client.get(f"/s/exit/thanks/?receipt={receipt}"), client.get("/s/exit/?lang=" + SCRIPT)]
    for pattern in get_resolver("surveys.urls").url_patterns:
        given = known | ({"token": receipt} if "receipt" in pattern.name else {})
        route = str(pattern.pattern)
        for name, value in given.items():
            route = route.replace(f"<slug:{name}>", value).replace(f"<str:{name}>", value)
        shown.append(client.get("/" + route))
    return [page for page in shown if page.get("Content-Type", "").startswith("text/html")]


def test_script_in_any_text_is_shown_as_text_on_every_page_of_respondents(open_form, hostile):
    pages = respondent_pages(open_form, hostile)
    texts = [page.content.decode() for page in pages]
    assert len(texts) > 6
    assert [text for text in texts if "<script>alert" in text or "<img src=x" in text] == []
    assert sum("&lt;script&gt;" in text for text in texts) > 6


def test_no_page_of_respondents_allows_inline_script(open_form, hostile):
    policies = [page["Content-Security-Policy"] for page in respondent_pages(open_form, hostile)]
    assert [policy for policy in policies if "unsafe" in policy or "default-src 'none'" not in policy] == []


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_what_is_neither_opened_nor_sent_is_refused(client, method, survey):
    assert getattr(client, method)("/s/exit/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/s/%00/", "/s/%ED%A0%80/", "/s/" + "x" * 5000 + "/", "/s/exit/?lang=%00", "/s/exit/?lang=%ff%fe"]
)
def test_an_address_of_nonsense_gets_a_page(client, address, survey):
    assert client.get(address).status_code in (200, 404)


@pytest.mark.parametrize("header", ["Accept-Language", "Referer", "User-Agent", "X-Forwarded-For", "Origin", "Purpose"])
def test_headers_of_nonsense_change_nothing(open_form, header):
    for value in ("\x7f" * 100, "zh;q=99999999999999999999", "a" * 20_000, "é,%00;q=nan", ";;;q=,,,"):
        assert open_form(**{header: value}).send(words="x").status_code == 303
