"""The respondents' short way: their pages pass no session, log-in, message or cookie on their way.

What nobody asks for on these pages cannot leak into them, and is not waited for either. The headers that protect a page
are the same as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import cast

from csp.middleware import HEADER, CSPMiddleware
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

# Where the addresses of surveys.urls begin.
PREFIXES = ("/s/", "/i/", "/r/", "/n/")


class RespondentLane:
    """Answer the respondents' addresses here, and pass on all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.answer = convert_exception_to_response(_answer)
        self.protection = CSPMiddleware(get_response)
        # By what a page puts in place of the usual: who may frame it, which scripts it holds.
        self.policies: dict[tuple[tuple[str, tuple[str, ...]], ...], str] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, with the headers that the middleware of other pages would have set."""
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        try:
            request.resolver_match = _resolved(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if not getattr(request.resolver_match.func, "for_respondents", False):
            return self.get_response(request)
        response = cast(HttpResponse, self.answer(request))
        response.headers["Content-Length"] = str(len(response.content))
        if not getattr(response, "xframe_options_exempt", False):
            response.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        response.headers[HEADER] = self._policy(request, response)
        return response

    def _policy(self, request: HttpRequest, response: HttpResponse) -> str:
        replaced = tuple((name, tuple(sources)) for name, sources in getattr(response, "_csp_replace", {}).items())
        if replaced not in self.policies:
            if len(self.policies) > 1000:
                self.policies.clear()
            protected = HttpResponse()
            protected.__dict__ |= {name: value for name, value in vars(response).items() if name.startswith("_csp")}
            self.policies[replaced] = self.protection.process_response(request, protected).headers[HEADER]
        return self.policies[replaced]


def _resolved(path: str) -> ResolverMatch:
    """Return where an address leads; kept for those of an open link, which hold no token."""
    return _kept(path) if path.startswith("/s/") and "/c/" not in path else resolve(path)


_kept = lru_cache(maxsize=200)(resolve)


def _answer(request: HttpRequest) -> HttpResponse:
    # Refuses a host that is not ours, as Django's own middleware does.
    request.get_host()
    match = cast(ResolverMatch, request.resolver_match)
    return cast(HttpResponse, match.func(request, *match.args, **match.kwargs))
