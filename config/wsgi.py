"""The WSGI entry point that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from reports.charts.spec import altair  # noqa: E402  (after the settings are read)

altair()  # a third of a second that the first reader of a chart need not wait
