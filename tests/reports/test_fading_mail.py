"""The weekly mail about customers who fade: to owners, once, in their language, until they end it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from customers.contacting import list_address
from customers.models import ActivityState, CustomerCare
from reports.fading_mail import end_token, fading_content, send_fading
from reports.models import FadingMail, FadingReader
from tests.reports.using import AS_OF, fading, silent, steady, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(viewer, django_user_model):
    return django_user_model.objects.get(username="viewer@example.com")


@pytest.fixture
def owned(owner, customer, settings):
    """Two customers of the owner's who changed, one who did not, and one who is nobody's."""
    settings.EMAIL_URL, settings.SITE_URL = "smtp://localhost", "https://churn.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    those = [customer(name=name) for name in ("Fade", "Quiet", "Steady", "Nobody’s")]
    use(dict(zip(those, (fading(), silent(), steady(), silent()), strict=True)))
    for one in those[:3]:
        CustomerCare.objects.create(customer=one, success=owner)
    return those


def states():
    return [outcome.state for outcome in send_fading()]


def test_owners_hear_of_theirs(owned):
    assert states() == ["sent"]
    text = mail.outbox[0].body
    assert ("Fade" in text, "Quiet" in text, "Steady" in text, "Nobody’s" in text) == (True, True, False, False)


def test_the_first_mail_tells_of_all_who_fade_however_long(owned, owner):
    since = AS_OF - timedelta(60)
    ActivityState.objects.filter(customer=owned[0]).update(since=since)
    assert [fading_content(owner).begin, states()] == [since, ["sent"]]
    assert "Fade" in mail.outbox[0].body


def test_who_asked_not_to_be_written_to_is_not_and_it_says_why(owned, owner):
    list_address(owner.username, "team")
    [outcome] = send_fading()
    assert (outcome.state, outcome.why) == ("failed", "The address is on the do-not-contact list.")


def test_the_page_says_when_it_cannot_be_sent(owned, viewer, settings):
    settings.EMAIL_URL = ""
    assert "This installation sends no mail" in viewer.get("/fading/mail/").content.decode()


def test_it_can_be_ended_from_the_mail_program(owned):
    states()
    assert mail.outbox[0].extra_headers["List-Unsubscribe"].startswith("<https://churn.example/fading/mail/end/")


def test_nothing_is_sent_twice(owned):
    assert (states(), states(), len(mail.outbox)) == (["sent"], ["quiet"], 1)


def test_nothing_is_sent_when_nothing_changed(owned, owner):
    FadingMail.objects.create(user=owner, begin=AS_OF, end=AS_OF + timedelta(days=1), state="sent")
    assert (states(), mail.outbox) == (["quiet"], [])


def test_at_most_one_a_week(owned, owner):
    FadingMail.objects.create(user=owner, begin=AS_OF - timedelta(47), end=AS_OF - timedelta(40), state="sent")
    assert states() == ["already"]


def test_what_failed_is_tried_again(owned, settings):
    settings.EMAIL_URL = ""
    assert states() == ["failed"]
    settings.EMAIL_URL = "smtp://localhost"
    assert states() == ["sent"]


def test_what_is_being_sent_is_left_to_whoever_sends_it(owned, owner):
    for end in (AS_OF, AS_OF + timedelta(days=1)):
        one = FadingMail.objects.create(user=owner, begin=AS_OF, end=end, at=timezone.now())
        assert states() == ["already"]
        one.delete()


def test_it_is_in_the_language_of_its_reader(owned, viewer):
    viewer.post("/fading/mail/receive/", {"language": "zh-Hans"})
    states()
    assert ("客户" in mail.outbox[0].subject, "Silent" in mail.outbox[0].body) == (True, False)


def test_the_link_ends_it_and_takes_that_back(owned, owner, client):
    address = f"/fading/mail/end/{end_token(owner.pk)}/"
    assert client.get(address).status_code == 200
    assert not FadingReader.objects.exists()
    client.post(address)
    assert states() == []
    client.post(address, {"again": "1"})
    assert states() == ["sent"]


@pytest.mark.parametrize("token", ["1", "1.x", "x"])
def test_a_forged_link_does_not_open(db, client, token):
    assert client.post(f"/fading/mail/end/{token}/").status_code == 404


def test_the_preview_is_what_is_sent(owned, viewer):
    shown = viewer.get("/fading/mail/shown/").content.decode()
    states()
    assert mail.outbox[0].alternatives[0][0].count("Fade") == shown.count("Fade") > 0


def test_without_activity_there_is_nothing_to_tell(owner):
    assert fading_content(owner) is None


def test_a_dry_run_sends_nothing(owned, capsys):
    call_command("send_fading", dry_run=True)
    assert ("Fade" in capsys.readouterr().out, mail.outbox) == (True, [])
