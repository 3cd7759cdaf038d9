"""Who leaves: customers, what they subscribed to, what they did, and how that came in."""

from customers.models.activity import (
    ActivityBatch,
    ActivityKey,
    ActivityMonth,
    ActivityState,
    CustomerEvent,
    FadingThreshold,
    ToldDays,
)
from customers.models.care import CustomerCare, CustomerNote
from customers.models.contact import DoNotContact
from customers.models.imports import ImportedRow, ImportRun
from customers.models.merges import CustomerAlias, CustomerMerge
from customers.models.people import Customer, CustomerQuerySet, Ending
from customers.models.subscriptions import Subscription, SubscriptionQuerySet, Term

__all__ = [
    "ActivityBatch",
    "ActivityKey",
    "ActivityMonth",
    "ActivityState",
    "Customer",
    "CustomerAlias",
    "CustomerCare",
    "CustomerEvent",
    "CustomerMerge",
    "CustomerNote",
    "CustomerQuerySet",
    "DoNotContact",
    "Ending",
    "FadingThreshold",
    "ImportRun",
    "ImportedRow",
    "Subscription",
    "SubscriptionQuerySet",
    "Term",
    "ToldDays",
]
