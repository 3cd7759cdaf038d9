"""One visit of a respondent: the language spoken, what was sent, and how every page of ours is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.body import Body, BodyRefused, read_body
from surveys.frames import allowed_hosts, let_frame
from surveys.languages import SOURCE, accepted_language, django_code, language_tag
from surveys.models import Survey
from surveys.pages import dead_end_page


class DeadEnd(Exception):
    """A visit that ends on a kind page instead of the form; ``kind`` is a key of ``surveys.pages.DEAD_ENDS``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Visit:
    """A request of a respondent and the language it is answered in.

    The link's ``?lang=`` wins, then the invitation's language, then what the browser accepts, then English.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.asked_language = language_tag(request.GET.get("lang", ""))
        self.language = self.asked_language or accepted_language(request.headers.get("Accept-Language", "")) or SOURCE
        translation.activate(django_code(self.language))
        self.frame_hosts: list[str] = []

    @property
    def sends(self) -> bool:
        """Say whether something is being sent, not only looked at."""
        return self.request.method == "POST"

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

    def frame(self, survey: Survey) -> None:
        """Let the sites that a survey names show this page in a frame, and be told how high it is."""
        self.frame_hosts = allowed_hosts(survey)

    def typed(self) -> Body:
        """Return what was sent as far as it can be read, for a page that must not lose it."""
        try:
            return self.body if self.sends else Body()
        except DeadEnd:
            return Body()

    def page(self, template: str, page: object, status: int = 200) -> HttpResponse:
        """Render without the request, so that nothing of a session can reach, or set a cookie on, a respondent."""
        return HttpResponse(
            render_to_string(template, {"page": page, "frame_hosts": " ".join(self.frame_hosts)}), status=status
        )


def respondent_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view of a Visit into one of a request: no cookie, no cache, one language, and no bare error."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponse:
        with translation.override(translation.get_language()):
            visit = Visit(request)
            try:
                response = view(visit, **named)
            except DeadEnd as end:
                response = _dead_end(visit, end.kind)
            except (OperationalError, InterfaceError):
                # The database is away for a moment. What was typed goes back to the person, ready to be sent again.
                response = _dead_end(visit, "unavailable")
                response.headers["Retry-After"] = "10"
        response.headers["Content-Language"] = visit.language
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        let_frame(response, visit.frame_hosts)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return answered


def see_other(address: str) -> HttpResponse:
    """Send the browser on with a GET, so that reloading the next page sends nothing again."""
    return HttpResponse(status=303, headers={"Location": address})


def _dead_end(visit: Visit, kind: str) -> HttpResponse:
    page = dead_end_page(kind, visit.language, visit.typed())
    return visit.page("surveys/dead_end.html", page, status=page.status)
