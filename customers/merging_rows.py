"""What hangs on two customers that become one: handed over row by row, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

import numpy as np
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from customers.activity.months import MOST_A_DAY, NOT_TOLD, STORED, unpack
from customers.importing.undo import manager
from customers.models import ActivityMonth, Customer, CustomerMerge

Rows = list[tuple[models.Model, models.Model]]


def relations() -> Iterator[tuple[str, type[models.Model], str]]:
    """Yield every relation to customers, of any room: its name, its model, and the field of the model."""
    for relation in Customer._meta.related_objects:
        model = relation.related_model
        yield f"{model._meta.label_lower}.{relation.field.name}", model, relation.field.name


def hand_over(kept: Customer, taken: Customer) -> dict[str, Any]:
    """Make every row of ``taken`` one of ``kept``; return which ones, as ``hand_back`` takes them.

    Where both have a row of what a customer has once only, the taken one's is set aside; counts of activity that one
    import told for both are added up.
    """
    moved: dict[str, list[str]] = {}
    aside: list[models.Model] = []
    added: list[models.Model] = []
    for name, model, field in relations():
        pairs = _clashes(model, field, kept, taken)
        aside += [row for row, _other in pairs]
        if model is ActivityMonth:
            added = [other for _row, other in pairs]
        manager(model).filter(pk__in=[row.pk for row, _other in pairs]).delete()
        rows = manager(model).filter(**{field: taken})
        moved[name] = [str(key) for key in rows.values_list("pk", flat=True)]
        rows.update(**{field: kept})
    handed = {"moved": moved, "aside": _written(aside), "added": _written(added)}
    _add_up(cast(list[ActivityMonth], added), [row for row in aside if isinstance(row, ActivityMonth)])
    return handed


def hand_back(handed: dict[str, Any], merge: CustomerMerge, taken: Customer) -> None:
    """Give ``taken``, which is stored again, what was handed over and is still the kept customer's."""
    for name, model, field in relations():
        rows = manager(model).filter(pk__in=handed["moved"].get(name, []), **{field: merge.kept})
        rows.update(**{field: taken})
    for row in _read(handed["aside"]):
        if not manager(type(row)).filter(pk=row.pk).exists() and _stands(row):
            row.save(force_insert=True)
    for row in _read(handed["added"]):
        manager(type(row)).filter(pk=row.pk).update(days=cast(ActivityMonth, row).days)


def _clashes(model: type[models.Model], field: str, kept: Customer, taken: Customer) -> Rows:
    """Return rows of the taken customer that cannot become the kept one's, each with the row that is in its place."""
    if cast(Any, model._meta.get_field(field)).unique:
        groups: list[tuple[str, ...]] = [()]
    else:
        unique = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        groups = [tuple(name for name in one.fields if name != field) for one in unique if field in one.fields]
    ours, theirs = (list(manager(model).filter(**{field: one})) if groups else [] for one in (kept, taken))
    found: dict[int, tuple[models.Model, models.Model]] = {}
    for names in groups:
        places = {tuple(getattr(row, name) for name in names): row for row in ours}
        for row in theirs:
            place = tuple(getattr(row, name) for name in names)
            if place in places:
                found[row.pk] = row, places[place]
    return list(found.values())


def _add_up(rows: list[ActivityMonth], others: list[ActivityMonth]) -> None:
    """Add to each month the counts of the other customer's; a day that one of both was not told of is the other's."""
    by_place = {(row.month, row.run_id): row for row in others}
    for row in rows:
        one, other = (unpack(bytes(month.days)).astype(np.int64) for month in (row, by_place[row.month, row.run_id]))
        both = np.minimum(one + other, MOST_A_DAY)
        days = np.where(one == NOT_TOLD, other, np.where(other == NOT_TOLD, one, both))
        ActivityMonth.objects.filter(pk=row.pk).update(days=days.astype(STORED).tobytes())


class _Exact(DjangoJSONEncoder):
    """JSON that keeps the microseconds of a moment."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _written(rows: list[models.Model]) -> str:
    return serializers.serialize("json", rows, cls=_Exact)


def _read(written: str) -> Iterator[models.Model]:
    for found in serializers.deserialize("json", written, ignorenonexistent=True):
        yield found.object


def _stands(row: models.Model) -> bool:
    """Say whether all that a row belongs to is still there: an import may have been undone since."""
    return all(
        getattr(row, field.attname) is None
        or manager(field.related_model).filter(pk=getattr(row, field.attname)).exists()
        for field in row._meta.concrete_fields
        if field.is_relation
    )
