"""Tables to look at: causes by segment as heat, and which causes come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reports.charts.palette import HEAT, LIFT, heat_step, lift_step
from reports.charts.spec import HIDDEN, Spec, altair, by_language, filled, frame, percent

CELL_HEIGHT = 30
CELL_WIDTH = 54
LABELS_WIDTH = 150
WIDEST_CELL = 124
LETTER_WIDTH = 7.5
PAGE_WIDTH = 800
ARROWS = {"more": "▲", "less": "▼", "": ""}

Values = Sequence[Sequence[float | None]]
Marks = Mapping[tuple[int, int], str]


class Pair(NamedTuple):
    """Two causes that come together: people with both, and their lift; ``lift`` None is hidden."""

    first: str
    second: str
    lift: float | None
    people: int | None = None
    mark: str = ""


def matrix_heat(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Values,
    marks: Marks | None = None,
    *,
    lift: bool = False,
    names: tuple[str, str] | None = None,
    description: str = "",
) -> Spec:
    """Return a table as heat: ``values`` row by row, shares (0.0–1.0) or lifts; None is hidden.

    ``marks`` says ``more`` or ``less`` for a (row, column) whose difference survived the test; such a cell gets an
    arrow. Hidden cells are blank inside a dashed border and say so. ``names`` says what rows and columns are, for the
    tooltip (cause and segment unless said).
    """
    cells = [
        _cell(rows[i], columns[j], value, (marks or {}).get((i, j), ""), lift)
        for i, line in enumerate(values)
        for j, value in enumerate(line)
    ]
    return _drawn(_parted(cells), (rows, columns), lift, names or (_("Cause"), _("Segment")), description)


def co_occurrence(pairs: Sequence[Pair], *, description: str = "") -> Spec:
    """Return which causes come together: one cell a pair, its lift printed and coloured."""
    cells = [_cell(pair.first, pair.second, pair.lift, pair.mark, True, pair.people) for pair in pairs]
    down, across = (tuple(dict.fromkeys(cell[side] for cell in cells)) for side in ("row", "column"))
    return _drawn(_parted(cells), (down, across), True, (_("Cause"), _("Comes with")), description)


def _drawn(
    cells: dict[str, list[dict[str, Any]]],
    labels: tuple[Sequence[str], Sequence[str]],
    lift: bool,
    names: tuple[str, str],
    description: str,
) -> Spec:
    """Return the table drawn: labels of columns lie flat where a page has room for that, else they are slanted."""
    down, across = labels
    flat = min(WIDEST_CELL, int(max(map(_length, across), default=0) * LETTER_WIDTH) + 12)
    slanted = flat * len(across) > PAGE_WIDTH - LABELS_WIDTH
    width = CELL_WIDTH if slanted else max(flat, CELL_WIDTH)
    height = (104 if slanted else 34) + CELL_HEIGHT * max(len(down), 1)
    spec = _heat_frame(lift, slanted, bool(cells["hidden"]), names)
    return filled(spec, cells, height, description, min_width=LABELS_WIDTH + width * len(across))


def _length(label: str) -> int:
    """Return how wide a label is, in Latin letters: Han characters take two."""
    return sum(2 if letter >= "⺀" else 1 for letter in label)


def _cell(
    row: str, column: str, value: float | None, mark: str, lift: bool, people: int | None = None
) -> dict[str, Any]:
    cell: dict[str, Any] = {"row": row, "column": column}
    if value is None:
        return cell | {"step": None, "text": HIDDEN, "figure": _("Hidden: too few people")}
    figure = f"{value:.1f}×" if lift else percent(value)
    cell |= {"step": lift_step(value) if lift else heat_step(value), "figure": figure}
    cell |= {"text": f"{figure} {ARROWS[mark]}".strip()}
    return cell if people is None else cell | {"people": f"{people:,}"}


def _parted(cells: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"cells": cells, "hidden": [cell for cell in cells if cell["step"] is None]}


@by_language
def _heat_frame(lift: bool, slanted: bool, hidden: bool, names: tuple[str, str]) -> Spec:
    alt = altair()

    plain = {"title": None, "domain": False, "ticks": False, "labelColor": "var(--ink)"}
    turned = (
        {"labelAngle": -35, "labelAlign": "left", "labelLimit": 110}
        if slanted
        else {"labelAngle": 0, "labelLimit": WIDEST_CELL - 8}
    )
    x = alt.X("column:N", sort=None, axis=alt.Axis(orient="top", **plain, **turned))
    y = alt.Y("row:N", sort=None, axis=alt.Axis(**plain))
    told = [alt.Tooltip("row:N", title=names[0]), alt.Tooltip("column:N", title=names[1])]
    told.append(alt.Tooltip("figure:N", title=_("Lift") if lift else _("Share")))
    colours = list(LIFT if lift else HEAT)
    steps = alt.Scale(domain=list(range(len(colours))), range=colours)
    cells = alt.Chart(alt.NamedData(name="cells")).encode(x=x, y=y, tooltip=told)
    layers = [
        cells.mark_rect(stroke="var(--paper)", strokeWidth=2).encode(
            color=alt.Color("step:O", scale=steps, legend=None)
        ),
        cells.mark_text().encode(text="text:N"),
    ]
    if hidden:
        borders = alt.Chart(alt.NamedData(name="hidden")).encode(x=x, y=y, tooltip=told)
        layers.insert(1, borders.mark_rect(fill="var(--paper)", stroke="var(--edge)", strokeDash=[3, 3], strokeWidth=1))
    return frame(alt.layer(*layers))
