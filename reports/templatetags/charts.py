"""What the template of a chart needs."""

from __future__ import annotations

from typing import Any

from django import template

from reports.charts import Chart, small_trend

register = template.Library()
register.simple_tag(small_trend, name="small_trend")


@register.simple_tag(takes_context=True)
def chart_address(context: dict[str, Any], chart: Chart, file_format: str) -> str:
    """Return the address of a chart's file: the page's own, with its filters."""
    asked = context["request"].GET.copy()
    asked["chart"] = f"{chart.key}.{file_format}"
    return f"?{asked.urlencode()}"
