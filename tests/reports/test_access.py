"""Every address by every role, as this table says; an address that is missing from the table fails a test."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.timezone import now

from customers.contacting import list_address
from customers.importing.uploads import errors_path
from customers.models import CustomerMerge, CustomerNote, DoNotContact, FadingThreshold, ImportRun
from reports.corrections import correct
from reports.fading_mail import end_token
from reports.frozen import Cover, Frozen, freeze, frozen_token
from reports.models import (
    CauseCare,
    CauseNote,
    DigestTarget,
    FixMessage,
    FixSending,
    ReadSample,
    Release,
    SampledAnswer,
    SavedView,
)
from reports.outgoing.mail import unsubscribe_token
from surveys.invitations import invite
from surveys.models import Response
from surveys.no_more import Reader, no_more_token
from surveys.signing_keys import make_key
from surveys.tokens import invitation_token, receipt_token
from tests.surveys.signing import claims, link

SIGNED = {"context", "embed_context"}
RECEIPTS = {"receipt", "receipt_change", "receipt_delete"}
FROZEN = {"frozen_report", "frozen_figures"}
PUBLIC = SIGNED | RECEIPTS | {"embed", "survey", "invitation", "notice", "thanks"}
PUBLIC |= FROZEN | {"end_fading_mail", "unsubscribe_digest", "no_more"}
# For programs, which have a key and no account.
BY_KEY = {"receive_activity"}
PUBLIC |= {"log_in", "set_language", "healthz", "readyz", "log_out"}
READ = {
    "churn",
    "churn_export",
    "cohorts",
    "cohorts_export",
    "overview",
    "overview_export",
    "whole_report",
    "cause",
    "cause_export",
    "causes_by_segment",
    "causes_by_segment_export",
    "stated_written",
    "stated_written_export",
    "silence",
    "silence_export",
    "quality",
    "quality_export",
    "people",
    "people_export",
    "people_row",
    "quotes",
    "quotes_page",
    "quotes_text",
    "quotes_export",
    "response",
    "customers",
    "customers_export",
    "customer",
    "fading",
    "fading_export",
    "fading_mail",
    "fading_mail_shown",
    "definitions",
    "codebook",
    "codebook_cause",
    "codebook_history",
    "learning",
    "emerging",
    "survey_places",
    "surveys",
    "survey_versions",
    "survey_version",
    "survey_version_preview",
    "survey_qr",
    "digest",
    "digest_preview",
    "digest_mail",
    "do_not_contact",
    "messages",
    "frozen_reports",
    "risk",
    "churn_causes",
    "churn_causes_export",
    "churn_causes_answers",
    "risk_export",
    "risk_limits",
    "risk_customer",
}
# Pages with a form that only editors see; opening one changes nothing.
FORMS = {
    "merge_customer",
    "erase_customer",
    "plans",
    "add_cause",
    "change_cause",
    "revert_codebook",
    "survey_preview",
    "add_interview",
    "change_interview",
    "read_sample",
}
# Pages that only editors see, and that change nothing.
SEEN_BY_EDITORS = {
    "do_not_contact_export",
    "message_preview",
    "message_mail",
    "message_sending",
    "imports",
    "activity_keys",
    "show_import",
    "import_errors",
    "import_mapping",
}
# A form on the way of an import that has a file; without one it leads on to the import.
ON_THE_WAY = {"map_import"}
# As these, but what is sent must be whole: a page without its revision is as one that others changed meanwhile.
BUILDER = {"survey_builder", "message"}
# Numbered from 1, where the codebook's are from 0.
VERSIONS = {"survey_version", "survey_version_preview"}
EDIT = {
    "set_churn_aim",
    "set_exchange_rates",
    "undo_customer_merge",
    "undo_plan_rename",
    "train_risk",
    "care_for_cause",
    "care_for_customer",
    "set_fading_threshold",
    "remove_fading_threshold",
    "write_customer_note",
    "change_customer_note",
    "remove_customer_note",
    "undo_care",
    "write_note",
    "change_note",
    "remove_note",
    "mark_release",
    "change_release",
    "remove_release",
    "correct_response",
    "draw_read_sample",
    "show_found",
    "undo_reading",
    "undo_correction",
    "change_people",
    "undo_people_change",
    "arrange_quotes",
    "delete_interview",
    "invite_customer",
    "propose_layer",
    "accept_layer",
    "decline_layer",
    "take_back_layer",
    "dismiss_emerging",
    "restore_emerging",
    "allow_survey_sites",
    "start_survey",
    "check_survey",
    "close_survey",
    "reopen_survey",
    "make_survey_key",
    "retire_survey_key",
    "add_digest_target",
    "test_digest_target",
    "pause_digest_target",
    "delete_digest_target",
    "restore_digest_target",
    "send_message",
    "send_more",
    "stop_sending",
    "contact_used",
    "add_do_not_contact",
    "import_do_not_contact",
    "remove_do_not_contact",
    "restore_do_not_contact",
    "freeze_report",
    "revoke_frozen_report",
    "restore_frozen_report",
    "make_activity_key",
    "retire_activity_key",
    "upload_import",
    "upload_part",
    "start_import",
    "stop_import",
    "undo_import",
    "discard_import",
}
# Everyone of the team keeps filters of their own.
OWN = {"save_view", "remove_view", "receive_fading_mail"}
ROLES = ("stranger", None, "viewer", "editor")


def names(patterns=None):
    """The names of all addresses, those of included modules too."""
    found = set()
    for pattern in patterns or get_resolver().url_patterns:
        found |= names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else {pattern.name}
    return found


@pytest.fixture
def addresses(answer, survey, django_user_model, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    response = answer()
    token = invitation_token(invite(survey, response.customer).pk)
    correction = correct(response, "trust", "present", django_user_model.objects.create(username="who"))
    key = make_key(survey)
    signed = link(key, claims(sub=response.customer.ref)).split("/")[4]
    target = DigestTarget.objects.create(kind="mail", address="pm@example.com", language="en")
    frozen = freeze(Frozen("x", Cover("all dates"), (), {}), now() + timedelta(days=1), correction.corrected_by)
    editor = django_user_model.objects.create(username="editor@example.com")
    list_address("a@example.com", "team")
    known = {
        "survey_key": "exit",
        "token": token,
        "key_name": key.name,
        "file_format": "json",
        "response_id": response.pk,
        "customer_id": response.customer_id,
        "run_id": ImportRun.objects.create(kind="rename", state="undone").pk,
        "merge_id": CustomerMerge.objects.create(kept=response.customer, taken_ref="x", undone_at=now()).pk,
        "correction_id": correction.pk,
        "sending_id": _sending().pk,
        "entry_id": DoNotContact.objects.get().pk,
        "view_id": SavedView.objects.create(name="x", page="overview", made_by=editor).pk,
        "sampled_id": _sampled(answer()).pk,
        "cause": "price",
        "change": "rename",
        "number": 0,
        "layer_id": 1,
        "theme_id": 1,
        "target_id": target.pk,
        "report_id": frozen.pk,
        "interview_id": _interview(survey, editor).pk,
        "change_id": CauseCare.objects.create(cause="price", status="fixed", fixed_on="2026-01-02").pk,
        "threshold_id": FadingThreshold.objects.create(least_mrr=100, below="0.7").pk,
        "note_id": CauseNote.objects.create(cause="price", text="x", written_by=editor).pk,
        "import_id": _imported(editor).pk,
        "release_id": Release.objects.create(name="x", released_on="2026-01-02", causes=["price"]).pk,
    }
    others = {name: {"token": signed} for name in SIGNED} | {name: {"number": 1} for name in VERSIONS}
    others |= {name: {"token": receipt_token(response.submission_id)} for name in RECEIPTS}
    others |= {name: {"token": frozen_token(frozen)} for name in FROZEN}
    others |= {"end_fading_mail": {"token": end_token(editor.pk)}}
    note = CustomerNote.objects.create(customer=response.customer, words="x", written_by=editor)
    others |= {name: {"note_id": note.pk} for name in ("change_customer_note", "remove_customer_note")}
    others |= {"no_more": {"token": no_more_token(Reader("a@example.com"))}}
    others |= {"unsubscribe_digest": {"token": unsubscribe_token(target.pk)}}
    return {name: _address(name, known | others.get(name, {})) for name in names()}


def _interview(survey, editor):
    """Notes of the editor's own: nobody else's can be changed."""
    return Response.objects.create(survey=survey, channel="interview", written_by=editor, left_on="2026-01-02")


def _imported(editor):
    """An import that was done, with a list of refused rows."""
    run = ImportRun.objects.create(kind="customers", state="done", stored_as="accesstest", made_by=editor)
    errors_path(run).write_text("line,column,value,reason\n")
    return run


def _sending():
    message = FixMessage.objects.create(cause="trust", fixed_on="2026-01-02")
    return FixSending.objects.create(message=message, texts={}, finished_at=now())


def _sampled(response):
    sample = ReadSample.objects.create(week="2026-01-05", frame=1, unsure=0)
    return SampledAnswer.objects.create(sample=sample, response=response, position=0, way="random", chance=1)


def _address(name, known):
    parameters = next(iter(get_resolver().reverse_dict.getlist(name)))[0][0][1]
    return reverse(name, kwargs={parameter: known[parameter] for parameter in parameters})


@pytest.fixture
def status(member):
    def found(role, method, address):
        client = Client() if role == "stranger" else member(role)
        return getattr(client, method)(address).status_code

    return found


def test_every_address_is_in_the_table():
    assert names() == PUBLIC | READ | FORMS | BUILDER | EDIT | OWN | SEEN_BY_EDITORS | ON_THE_WAY | BY_KEY


@pytest.mark.parametrize("role", ROLES)
def test_programs_need_a_key_whoever_is_logged_in(addresses, status, role):
    found = {(status(role, "get", addresses[name]), status(role, "post", addresses[name])) for name in BY_KEY}
    assert found == {(405, 401)}


@pytest.mark.parametrize("role", ROLES)
def test_public_pages_are_open_to_all(addresses, status, role):
    closed = {name: status(role, "get", addresses[name]) for name in PUBLIC - {"log_out"}}
    assert {name: code for name, code in closed.items() if code not in (200, 302)} == {}


@pytest.mark.parametrize(("role", "expected"), [*zip(ROLES, (302, 403, 200, 200), strict=True)])
def test_reading_is_for_viewers_and_editors(addresses, status, role, expected):
    found = {name: status(role, "get", addresses[name]) for name in READ}
    assert {name: code for name, code in found.items() if code != expected} == {}


@pytest.mark.parametrize(("role", "expected"), [*zip(ROLES, (302, 403, 403, 200), strict=True)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_forms_that_change_the_codebook_are_for_editors(addresses, status, method, role, expected):
    found = {name: status(role, method, addresses[name]) for name in FORMS}
    assert {name: code for name, code in found.items() if code != expected} == {}


@pytest.mark.parametrize(("role", "expected"), [*zip(ROLES, (302, 403, 403, 200), strict=True)])
def test_imports_are_seen_by_editors(addresses, status, role, expected):
    found = {name: status(role, "get", addresses[name]) for name in SEEN_BY_EDITORS}
    assert {name: code for name, code in found.items() if code != expected} == {}


@pytest.mark.parametrize(("role", "expected"), [*zip(ROLES, (302, 403, 403, 302), strict=True)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_columns_are_named_by_editors(addresses, status, method, role, expected):
    assert status(role, method, addresses["map_import"]) == expected


@pytest.mark.parametrize(("role", "expected"), [*zip(ROLES, (302, 403, 302, 302), strict=True)])
def test_own_filters_are_for_the_team(addresses, status, role, expected):
    assert status(role, "post", addresses["save_view"]) == expected


@pytest.mark.parametrize(
    ("role", "read", "sent"), [*zip(ROLES, (302, 403, 403, 200), (302, 403, 403, 409), strict=True)]
)
def test_the_builder_is_for_editors(addresses, status, role, read, sent):
    found = {name: [status(role, method, addresses[name]) for method in ("get", "post")] for name in sorted(BUILDER)}
    assert found == {name: [read, sent] for name in BUILDER}


@pytest.mark.parametrize(("role", "expected"), [*zip(ROLES, (302, 403, 403, None), strict=True)])
def test_editing_is_for_editors(addresses, status, role, expected):
    found = {name: status(role, "post", addresses[name]) for name in sorted(EDIT)}
    allowed = (expected,) if expected else (200, 302, 400, 404)
    assert {name: code for name, code in found.items() if code not in allowed} == {}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_edited_by_opening_an_address(addresses, status, role):
    found = {name: status(role, "get", addresses[name]) for name in EDIT | OWN}
    assert {name: code for name, code in found.items() if code != 405} == {}


def test_pages_of_the_team_are_not_kept_by_caches(addresses, viewer):
    kept = [name for name in READ if "no-store" not in viewer.get(addresses[name])["Cache-Control"]]
    assert kept == []


def test_a_forged_correction_is_refused(addresses, member):
    client = member("editor", enforce_csrf_checks=True)
    assert client.post(addresses["correct_response"], {"cause": "price", "verdict": "absent"}).status_code == 403
