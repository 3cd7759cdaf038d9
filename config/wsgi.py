"""The WSGI entry point that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from reports.charts.spec import altair  # noqa: E402  (after the settings are read)

altair()  # a third of a second that the first reader of a chart need not wait

from django.urls import get_resolver  # noqa: E402

# The views with all that they import, for which the first visitor of each process would wait.
get_resolver().url_patterns  # noqa: B018
# What was made so far stays: the collector need not walk through it while somebody waits.
gc.collect()
gc.freeze()
# A request makes a few thousand objects and leaves none: looking after each seven hundred finds nothing.
gc.set_threshold(20_000, 20, 20)
