"""The page behind “do not write to me”: it asks, a click does it, and the same person can take it back."""

from __future__ import annotations

from django.http import HttpResponse

from surveys.body import URLENCODED
from surveys.no_more import mail_language, no_more_page, read_no_more_token, stop_writing, write_again
from surveys.tokens import TokenRefused
from surveys.visits import DeadEnd, Visit, respondent_page


@respondent_page
def no_more(visit: Visit, token: str) -> HttpResponse:
    """Ask when looked at, for mail programs open links unasked; do it when sent to, however it is sent.

    A mail program sends ``List-Unsubscribe=One-Click`` as a form of either kind, and follows nowhere.
    """
    visit.private = True
    try:
        reader = read_no_more_token(token)
    except TokenRefused:
        raise DeadEnd("altered") from None
    visit.prefer_language(mail_language(reader))
    if visit.sends:
        again = visit.request.content_type == URLENCODED and visit.body.one("do") == "again"
        (write_again if again else stop_writing)(reader)
    return visit.page("surveys/no_more.html", no_more_page(reader, visit.language))
