"""From which part of its usual activity a customer is told as fading: one half, or what its class is given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from customers.activity.months import Integers
from customers.models import Customer, FadingThreshold

USUAL_BELOW = 0.5


def members(threshold: FadingThreshold) -> QuerySet[Customer]:
    """Return the customers of a threshold's class."""
    if threshold.least_mrr is not None:
        return Customer.objects.filter(mrr__gte=threshold.least_mrr)
    told = Cast(KeyTextTransform(threshold.dimension, "attributes"), TextField())
    return Customer.objects.annotate(told=told).filter(told=threshold.value)


def below_of(customers: Integers) -> npt.NDArray[np.float64]:
    """Return the threshold of each customer key: the highest of its classes, 0.5 where it is in none."""
    below = np.full(len(customers), USUAL_BELOW)
    for threshold in FadingThreshold.objects.order_by("below"):
        inside = np.fromiter(members(threshold).order_by().values_list("pk", flat=True), dtype=np.int64)
        chosen = np.isin(customers, inside)
        # By rising thresholds: the highest is written last. One below the usual holds where no other does.
        below[chosen] = float(threshold.below)
    return below
