"""The least that Django can do: a view that shows a line, and stores one row when something is sent to it.

What the form's latency is measured against (form_latency.py), on the same server with the same database settings:

- as a view of this project (``BARE=ours``): our settings, middleware and start, another table of addresses;
- as an application of its own: Django's own starting settings.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

from django.conf import settings

from config import settings as ours

OURS = os.environ.get("BARE") == "ours"
STARTING = {
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "SECRET_KEY": "of a benchmark",
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "INSTALLED_APPS": ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    "USE_TZ": True,
    "LOGGING_CONFIG": None,
}
database = ours.DATABASES["default"] | {"NAME": str(Path(os.environ["DATA_DIR"]) / "bare.sqlite3")}
settings.configure(
    **({name: value for name, value in vars(ours).items() if name.isupper()} if OURS else STARTING)
    | {"DATABASES": {"default": database}, "ROOT_URLCONF": __name__}
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402


class Note(models.Model):
    words = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.words


@csrf_exempt
def view(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        Note.objects.create(words=request.POST["words"])
        return HttpResponseRedirect("/")
    return HttpResponse("<!doctype html><title>bare</title><form method=post><input name=words></form>")


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Store one row and show the line, as a page that counts how often it was opened."""
    Note.objects.create(words="opened")
    return HttpResponse("<!doctype html><title>bare</title><form method=post><input name=words></form>")


urlpatterns = [path("", view), path("insert/", insert)]
if OURS:
    from config.wsgi import application
else:
    application = get_wsgi_application()


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Note)
