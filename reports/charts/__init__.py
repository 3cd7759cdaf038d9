"""Charts: plain, already suppressed figures in, a spec out that page, mail and file all draw.

    from reports.charts import Chart, Point, trend
    chart = Chart("price-trend", trend([Point(date(2026, 3, 1), 0.23, 0.18, 0.29, 312)]), _("Price over time"))

and in the template ``{% include "reports/_chart.html" with chart=chart %}``. Colours are named by ``palette``; how a
chart becomes a file is in ``files``.
"""

from reports.charts.heat import Pair, co_occurrence, matrix_heat
from reports.charts.intervals import Group, before_after, ranked_intervals
from reports.charts.lines import Step, curve, trend
from reports.charts.page import Chart
from reports.charts.sparkline import small_trend
from reports.charts.spec import Interval, Point, Release, Row, Spec, interval_of

__all__ = [
    "Chart",
    "Group",
    "Interval",
    "Pair",
    "Point",
    "Release",
    "Row",
    "Spec",
    "Step",
    "before_after",
    "co_occurrence",
    "curve",
    "interval_of",
    "matrix_heat",
    "ranked_intervals",
    "small_trend",
    "trend",
]
