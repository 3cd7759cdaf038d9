"""The colours of charts: names on pages, values in files.

A spec holds the names of the custom properties of ``static/css/app.css`` (``var(--chart-1)``), which an SVG in a page
resolves by itself: light, dark and print need no second drawing. Files have no style sheet, so that ``light`` puts the
values of the light theme in their place. ``tests/reports/test_charts.py`` holds the two together.

Series are blue, vermillion and green of Okabe and Ito's set for colour-blind readers, made darker on light paper and
lighter on dark until lines reach 3:1; heat is one hue by lightness; less and more are blue and orange, which every
common kind of colour blindness keeps apart. Nothing is said by colour alone: series differ in dashes, points and
labels, cells print their figure, and what is more or less than elsewhere has an arrow.
"""

from __future__ import annotations

from typing import Any

LIGHT = {
    "--paper": "#ffffff",
    "--ink": "#1d2326",
    "--quiet": "#565f63",
    "--line": "#deddd6",
    "--edge": "#7d868a",
    "--chart-1": "#0f6a8f",
    "--chart-2": "#b8500f",
    "--chart-3": "#4c7a1d",
    "--chart-4": "#7c4a8d",
    "--chart-release": "#8a5300",
    "--heat-1": "#f1f7f5",
    "--heat-2": "#e4f0ed",
    "--heat-3": "#d5e8e4",
    "--heat-4": "#c5dfd9",
    "--heat-5": "#b3d6ce",
    "--heat-6": "#a1ccc3",
    "--heat-7": "#8fc2b7",
    "--heat-8": "#7fb9ad",
    "--heat-9": "#70b0a3",
    "--less-3": "#8dbbdc",
    "--less-2": "#b5d2e8",
    "--less-1": "#dbe8f3",
    "--even": "#f7f6f2",
    "--more-1": "#fae5d0",
    "--more-2": "#f6cba2",
    "--more-3": "#efac71",
}

SERIES = ("var(--chart-1)", "var(--chart-2)", "var(--chart-3)", "var(--chart-4)")
DASHES = ([1, 0], [7, 3], [2, 2], [8, 3, 2, 3])
SHAPES = ("circle", "diamond", "square", "triangle-up")
HEAT = ("var(--paper)", *(f"var(--heat-{step})" for step in range(1, 10)))
# Lift: at most ½, ⅔, ⅘, about even, at least 1¼, 1½, 2.
LIFT_BOUNDS = (0.5, 2 / 3, 0.8, 1.25, 1.5, 2.0)
LIFT = tuple(f"var(--{name})" for name in "less-3 less-2 less-1 even more-1 more-2 more-3".split())


def heat_step(share: float) -> int:
    """Return the step of a share's colour: 0 for none to 9 for half or more of the people."""
    return min(9, 1 + int(share * 18)) if share > 0 else 0


def lift_step(lift: float) -> int:
    """Return the step of a lift's colour: 0 for half or less, 3 for about even, 6 for double or more."""
    return sum(lift > bound if bound < 1 else lift >= bound for bound in LIFT_BOUNDS)


def light(value: Any) -> Any:
    """Return a spec with the light theme's values in place of the names of colours, for files."""
    if isinstance(value, dict):
        return {key: light(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [light(each) for each in value]
    if isinstance(value, str) and value.startswith("var(--") and value.endswith(")"):
        return LIGHT.get(value[4:-1], value)
    return value
