"""A page with every kind of chart, for the browser to draw: addresses that only tests have."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as ours
from reports import charts as c
from reports.charts.files import asked_chart

NAUGHTY = '<img src=x onerror="document.title=1">'
PLANS = (("Monthly", 1), ("年付", 4))
LABELS = ["Price", "价格太贵", "Missing feature", "遗漏功能", NAUGHTY]
SEGMENTS = ["free", "pro", "企业版", "12–23 months", ""]
HEAD = "{% extends 'base.html' %}{% block title %}Charts{% endblock %}{% block main %}<h1>Charts</h1>"
TEMPLATE = HEAD + "{% for chart in charts %}{% include 'reports/_chart.html' %}{% endfor %}{% endblock %}"


def points(shift: float = 0.0) -> list[c.Point]:
    """A year of months, one of them hidden."""
    shares = [0.1 + shift + (month % 4) / 50 for month in range(12)]
    found = [c.Point(date(2025, 1 + month, 1), s, s - 0.03, s + 0.04, 300) for month, s in enumerate(shares)]
    return [*found[:5], c.Point(date(2025, 6, 1), None), *found[6:]]


def every_chart() -> list[c.Chart]:
    """One chart of each kind, with Chinese, with a hidden figure and with markup in a label."""
    releases = [c.Release(date(2025, 4, 10), "新价格"), c.Release(date(2025, 11, 3), "Export to Excel")]
    ranked = [c.Row(label, share := 0.4 / n, share * 0.8, share * 1.2, 200) for n, label in enumerate(LABELS[:4], 1)]
    before, after = c.Interval(0.3, 0.25, 0.36, 200), c.Interval(0.18, 0.13, 0.24, 180)
    groups = [c.Group("Pro", before, after), c.Group("企业版", after, before)]
    values = [[(i + 1) * (j + 1) / 50 if i != j else None for j in range(5)] for i in range(5)]
    lifts = [[0.4 + i * j / 8 for j in range(5)] for i in range(5)]
    pairs = [c.Pair(LABELS[i], LABELS[j], 0.5 + i * j / 3, 40) for i in range(4) for j in range(4) if i != j]
    lasting = [(n, 0.95**n) for n in range(25)]
    steps = {name: [c.Step(n, s, s - n / 400, s + n / 500, 500) for n, s in lasting[::each]] for name, each in PLANS}
    rows = [[label, "12%", "300"] for label in LABELS]
    return [
        c.Chart("trend", c.trend(points(), releases, description="Rises"), "Price over time", "Base: 3,600 people"),
        c.Chart("trends", c.trend({"Raw": points(), "加权": points(0.1)}), "Two", "", ["Cause", "Share", "Base"], rows),
        c.Chart("ranked", c.ranked_intervals([*ranked, c.Row(NAUGHTY, None)]), "Causes"),
        c.Chart("fix", c.before_after(groups), "Did it work?"),
        c.Chart("heat", c.matrix_heat(LABELS, SEGMENTS, values, {(4, 3): "more"}), "Heat"),
        c.Chart("lift", c.matrix_heat(LABELS, SEGMENTS, lifts, {(4, 4): "more", (0, 1): "less"}, lift=True), "Lift"),
        c.Chart("pairs", c.co_occurrence(pairs), "Together"),
        c.Chart("curve", c.curve(steps), "Survival"),
    ]


def show_charts(request: HttpRequest) -> HttpResponse:
    """Show every chart, or give one as a file."""
    charts = every_chart()
    page = engines["django"].from_string(TEMPLATE)
    return asked_chart(request, charts) or HttpResponse(page.render({"charts": charts}, request))


urlpatterns = [*ours, path("charts-for-tests/", show_charts)]
