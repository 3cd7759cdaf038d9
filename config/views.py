"""Pages that belong to the whole product: log-in, language, and what is said when something goes wrong."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from config.forms import LogInForm

LANGUAGE_COOKIE_AGE = 365 * 24 * 3600


class LogIn(LoginView):
    """The team's log-in; before the first account exists it names the command that makes one."""

    template_name = "config/log_in.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"no_account_yet": not User.objects.exists()}


def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie and go back to the page; an address elsewhere is not followed."""
    given = request.POST if request.method == "POST" else request.GET
    target = given.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = given.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read (400)."""
    return _error_page(request, 400, _("This request could not be read"), _("Please go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the reader's role does not reach this far (403)."""
    what_to_do = _("Ask an editor of your team, or whoever runs this installation, for the role that you need.")
    return _error_page(request, 403, _("Your account may not open this page"), what_to_do)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page (404)."""
    return _error_page(request, 404, _("There is no such page"), _("It may have moved, or the link was cut short."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed on our side (500); touches neither database nor session."""
    return HttpResponse(SERVER_ERROR_PAGE, status=500)


def _error_page(request: HttpRequest, status: int, title: str, what_to_do: str) -> HttpResponse:
    context = {"status": status, "title": title, "what_to_do": what_to_do}
    return render(request, "config/error.html", context, status=status)


SERVER_ERROR_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Something failed on our side</title>
<h1>Something failed on our side</h1><p>Please try again in a minute. What was already sent is stored.</p>
<p lang="zh-Hans">系统出了点问题，请稍后再试。已提交的内容不会丢失。</p>
<p lang="zh-Hant">系統出了點問題，請稍後再試。已送出的內容不會遺失。</p></html>"""
