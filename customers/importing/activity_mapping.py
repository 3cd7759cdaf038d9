"""What each column of a table of activity means: as a mapping document states it, or as its header suggests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from customers.importing.documents import FILE, FORMATS, Shape, require_columns, require_fields
from customers.importing.files import Table
from customers.importing.guess import guess_columns, guess_formats
from customers.importing.headers import FIELD_NAMES
from customers.importing.refusals import MappingRefused

SHAPE: Shape = {
    "time_zone": str,
    "file": FILE,
    "columns": dict.fromkeys(("ref", "day", "count"), str),
    "formats": FORMATS,
}
NAMES = {
    "ref": FIELD_NAMES["ref"],
    "day": "day, date, activity date, event date, activity day, timestamp, time, at, occurred at, event time, "
    "logged in at, login time, created at, 日期, 活动日期, 活跃日期, 登录日期, 时间, 登录时间, 使用日期, 活動日期, "
    "登入日期, 時間, 登入時間, 使用日",
    "count": "count, counts, events, event count, number of events, logins, login count, sessions, visits, actions, "
    "requests, usage, activity, 次数, 活动次数, 登录次数, 使用次数, 事件数, 次數, 活動次數, 登入次數, 使用次數, 事件數",
}


@dataclass(frozen=True)
class ActivityMapping:
    """Which column holds what; without ``count`` every row is one event. ``zone`` is the organisation's."""

    ref: str
    day: str
    zone: str
    count: str = ""
    dates: tuple[str, ...] = ()
    guarded: bool = False

    @property
    def columns(self) -> list[str]:
        """The columns that are read."""
        return [name for name in (self.ref, self.day, self.count) if name]


def activity_mapping(document: dict[str, Any], header: list[str]) -> ActivityMapping:
    """Return the mapping that ``document`` states for a file with ``header``; raises MappingRefused."""
    columns, formats = document.get("columns", {}), document.get("formats", {})
    require_fields(columns, ["ref", "day"])
    require_columns(columns.values(), header)
    if len(set(columns.values())) < len(columns):
        raise MappingRefused(_("Two of ref, day and count are the same column."))
    zone = document.get("time_zone", settings.TIME_ZONE)
    if zone != settings.TIME_ZONE:
        raise MappingRefused(
            _(
                "The mapping counts days in the time zone %(stated)s, but this installation is in %(ours)s. Days of "
                "two zones in one history are wrong around midnight: write time_zone = “%(ours)s” or leave it out."
            )
            % {"stated": zone, "ours": settings.TIME_ZONE}
        )
    return ActivityMapping(
        **columns, zone=zone, dates=tuple(formats.get("dates", [])), guarded=formats.get("guarded", False)
    )


def with_zone(document: dict[str, Any]) -> dict[str, Any]:
    """Return ``document`` with the zone that days are counted in, which is kept with the import: it may change."""
    return {"time_zone": settings.TIME_ZONE} | document


def guess_activity(table: Table, doubts: list[str] | None = None) -> dict[str, Any]:
    """Return the mapping document that header and first rows suggest, with the zone that days are counted in.

    Raises MappingRefused where nothing looks like the reference or the day, or days can be read in two ways; where
    somebody looks at the guess before it is used, that is added to ``doubts``.
    """
    sample = table.sample()
    columns = guess_columns(table.header, sample, NAMES, doubts)
    if "day" not in columns:
        doubt = _("No column looks like the day. Write a mapping with [columns] day = “…”. Columns: %(all)s.") % {
            "all": ", ".join(table.header)
        }
        if doubts is None:
            raise MappingRefused(doubt)
        doubts.append(doubt)
    told = {"started_on": columns["day"]} if "day" in columns else {}
    formats = guess_formats(sample, told, doubts)
    document = {"time_zone": settings.TIME_ZONE, "columns": columns, "formats": formats}
    return {key: value for key, value in document.items() if value}
