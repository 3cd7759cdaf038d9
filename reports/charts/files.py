"""Charts as files: SVG and PNG, in the light theme, made by the very spec that the page draws."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from reports.charts.page import Chart
from reports.charts.palette import light
from reports.charts.spec import Spec

CONVERT = Path(__file__).with_name("convert.py")
CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
FILE_WIDTH = 800
SCALE = 2
SECONDS = 60
ASKED = re.compile(r"(?P<key>[\w-]+)\.(?P<format>svg|png)")
TITLE, TITLE_AND_BASE = 32, 52
PAPER = "#ffffff"


class ChartNotMade(RuntimeError):
    """The converter failed or took too long; its own words are in the message."""


def chart_files(specs: Sequence[Spec], file_format: str) -> list[bytes]:
    """Return a picture for each spec, in one start of the converter (0.8 s, then about 0.2 s a chart).

    Raises ChartNotMade when the converter cannot draw one of them.
    """
    prepared = [_prepared(spec) for spec in specs]
    asked = json.dumps({"specs": prepared, "format": file_format, "scale": SCALE})
    try:
        done = subprocess.run(  # noqa: S603  (nothing asked for is on the command line)
            [sys.executable, "-I", str(CONVERT)],
            input=asked.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise ChartNotMade(error.stderr.decode(errors="replace")[-2000:]) from error
    except subprocess.TimeoutExpired as error:
        raise ChartNotMade(f"no picture after {SECONDS} s") from error
    return [base64.b64decode(picture) for picture in json.loads(done.stdout)]


def chart_file(spec: Spec, file_format: str) -> bytes:
    """Return a spec as a picture: ``svg`` or ``png``."""
    return chart_files([spec], file_format)[0]


def chart_response(spec: Spec, file_format: str, name: str) -> HttpResponse:
    """Return a spec as a file to keep."""
    response = HttpResponse(chart_file(spec, file_format), content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "chart"}.{file_format}"'
    return response


def asked_chart(request: HttpRequest, charts: Iterable[Chart]) -> HttpResponse | None:
    """Return the file that ``?chart=KEY.svg`` or ``.png`` asks for among the page's charts; None when none is asked.

    So every page gives its charts' files under its own address and filters, with one line in its view.
    """
    asked = ASKED.fullmatch(request.GET.get("chart", ""))
    chart = next((chart for chart in charts if asked and chart.key == asked["key"]), None)
    return chart_response(titled(chart), asked["format"], chart.key) if asked and chart else None


def titled(chart: Chart) -> Spec:
    """Return a chart's spec with its caption and base in the picture, which travels without its page."""
    font, ink = chart.spec["config"]["font"], {"color": "var(--ink)", "subtitleColor": "var(--quiet)"}
    sizes = {"fontSize": 15, "fontWeight": 600, "subtitleFontSize": 12, "subtitlePadding": 4, "offset": 12}
    text = {"text": chart.caption, "subtitle": chart.base} if chart.base else {"text": chart.caption}
    title = text | sizes | ink | {"anchor": "start", "frame": "bounds", "font": font, "subtitleFont": font}
    return chart.spec | {"title": title, "height": chart.height + (TITLE_AND_BASE if chart.base else TITLE)}


def _prepared(spec: Spec) -> Spec:
    """Return a spec for paper: named colours by value, white ground, wide enough."""
    prepared: Spec = light(spec)
    wide = max(FILE_WIDTH, spec["usermeta"]["min_width"])
    config = prepared["config"] | {"background": PAPER}
    return prepared | {"width": wide, "config": config, "padding": 16, "usermeta": {}}
