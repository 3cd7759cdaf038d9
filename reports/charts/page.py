"""A chart as a page shows it: the spec, what it says, its base and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.charts.spec import Spec


@dataclass(frozen=True)
class Chart:
    """What ``templates/reports/_chart.html`` shows.

    ``key`` is unique in the page and names the files. ``base`` is the sentence of the base, printed under the chart.
    ``columns`` and ``rows`` (words as shown, hidden ones hidden) are the table behind *Show as a table*; leave them
    out where the page shows the same figures in a table of its own. ``files`` is False where the view does not give
    the chart's files.
    """

    key: str
    spec: Spec
    caption: str
    base: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    files: bool = True

    @property
    def id(self) -> str:
        """Return the element's id, which is what a link to the chart names."""
        return f"chart-{self.key}"

    @property
    def spec_id(self) -> str:
        """Return the id of the element that holds the spec."""
        return f"{self.id}-spec"

    @property
    def height(self) -> int:
        """Return the height in pixels that the page keeps free."""
        return int(self.spec["usermeta"]["height"])

    @property
    def description(self) -> str:
        """Return what the chart shows in a sentence, for those who do not see it."""
        return str(self.spec.get("description") or self.caption)
