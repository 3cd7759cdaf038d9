"""One visit of a respondent: the language spoken, what was sent, and how every page of ours is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, wraps
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.body import Body, BodyRefused, read_body
from surveys.dead_ends import SENT_AGAIN, dead_end_page
from surveys.frames import allowed_hosts, let_frame
from surveys.languages import LANGUAGES, SOURCE, accepted_language, django_code, language_tag
from surveys.models import Channel, Survey
from surveys.scripts import allowed_scripts, page_scripts

# How a link says that it came by mail or from paper.
VIA = {"mail": Channel.MAIL, "paper": Channel.PAPER}
# The query of a link that asks for a language and nothing else, as nearly all do.
PLAINLY = {f"lang={tag}": tag for tag in LANGUAGES}
# Headers with which browsers and mail programs say that nobody looks at the page yet.
AHEAD = ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz")


class DeadEnd(Exception):
    """A visit that ends on a kind page instead of the form; ``kind`` is a key of ``surveys.dead_ends.DEAD_ENDS``.

    ``receipt`` is the path of the answer that is stored already, if that is why.
    """

    def __init__(self, kind: str, receipt: str = "") -> None:
        super().__init__(kind)
        self.kind, self.receipt = kind, receipt


class Visit:
    """A request of a respondent and the language it is answered in.

    The link's ``?lang=`` wins, then the invitation's language, then what the browser accepts, then English.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        plainly = PLAINLY.get(request.META.get("QUERY_STRING", ""))
        self.asked_language = plainly or language_tag(request.GET.get("lang", ""))
        self.language = self.asked_language or accepted_language(request.headers.get("Accept-Language", "")) or SOURCE
        translation.activate(django_code(self.language))
        self.frame_hosts: list[str] = []
        self.framed = False
        # The address itself opens an answer: no other page is to hear of it.
        self.private = False

    @property
    def sends(self) -> bool:
        """Say whether something is being sent, not only looked at."""
        return self.request.method == "POST"

    @property
    def looks(self) -> bool:
        """Say whether a person looks at the page now: not a probe, nor a browser or mail program reading ahead."""
        said = " ".join(self.request.headers.get(name, "") for name in AHEAD).lower()
        return self.request.method == "GET" and not any(word in said for word in ("prefetch", "prerender", "preview"))

    @property
    def channel(self) -> str:
        """Return the channel by which an answer on this page would come."""
        return Channel.EMBED if self.framed else VIA.get(self.request.GET.get("via", ""), Channel.FORM)

    @cached_property
    def body(self) -> Body:
        """What was sent; a body that cannot be read is a dead end."""
        try:
            return read_body(self.request)
        except BodyRefused as refused:
            raise DeadEnd(str(refused)) from refused

    def prefer_language(self, tag: str) -> None:
        """Speak the language that an invitation was made in, unless the link asks for another."""
        if tag and not self.asked_language:
            self.language = tag
            translation.activate(django_code(tag))

    def kept_query(self, chosen: Mapping[str, Any]) -> dict[str, str]:
        """Return what the page's own links keep of its address: how it came, and what was clicked in a mail."""
        query = {"via": self.request.GET["via"]} if self.request.GET.get("via", "") in VIA else {}
        return query | {name: self.request.GET[name] for name in chosen}

    def frame(self, survey: Survey) -> None:
        """Let the sites that a survey names show this page in a frame, and be told how high it is."""
        self.framed, self.frame_hosts = True, allowed_hosts(survey)

    def typed(self) -> Body:
        """Return what was sent as far as it can be read, for a page that must not lose it."""
        try:
            return self.body if self.sends else Body()
        except DeadEnd:
            return Body()

    def page(self, template: str, page: object, status: int = 200) -> HttpResponse:
        """Render without the request, so that nothing of a session can reach, or set a cookie on, a respondent."""
        return HttpResponse(render_to_string(template, {"page": page, **page_scripts(self.frame_hosts)}), status=status)


def respondent_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of a Visit into one of a request: no cookie, no cache, one language, and no bare error."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponse:
        before = translation.get_language()
        visit = Visit(request)
        try:
            response = view(visit, **named)
        except DeadEnd as end:
            response = _dead_end(visit, end.kind, end.receipt)
        except (OperationalError, InterfaceError):
            # The database is away for a moment. What was typed goes back to the person, ready to be sent again.
            response = _dead_end(visit, "unavailable")
        finally:
            if before:
                translation.activate(before)
        _say_how_it_is_kept(response, visit)
        return response

    answered.for_respondents = True  # type: ignore[attr-defined]
    return answered


def _say_how_it_is_kept(response: HttpResponse, visit: Visit) -> None:
    headers = response.headers
    headers["Content-Language"] = visit.language
    headers["Cache-Control"] = "no-store"
    headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Vary"] = "Accept-Language"
    if visit.private:
        headers["Referrer-Policy"] = "no-referrer"
    # No other script than the page's own, not even one of ours.
    response._csp_replace = {"script-src": allowed_scripts(bool(visit.frame_hosts))}  # type: ignore[attr-defined]
    let_frame(response, visit.frame_hosts)


def see_other(address: str) -> HttpResponse:
    """Send the browser on with a GET, so that reloading the next page sends nothing again."""
    return HttpResponse(status=303, headers={"Location": address})


def _dead_end(visit: Visit, kind: str, receipt: str = "") -> HttpResponse:
    page = dead_end_page(kind, visit.language, visit.typed(), receipt)
    response = visit.page("surveys/dead_end.html", page, status=page.status)
    if SENT_AGAIN.get(kind):
        response.headers["Retry-After"] = str(SENT_AGAIN[kind])
    return response
