"""The references of a customer beside its own, on its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from customers.merging import merges_of
from customers.models import Customer

register = template.Library()


@register.inclusion_tag("customers/_merge.html", takes_context=True)
def other_references(context: RequestContext, customer: Customer) -> dict[str, Any]:
    """Show which references were merged into this customer, with a way back, and where to merge another."""
    return {
        "customer": customer,
        "merges": merges_of(customer),
        "may_edit": context.get("may_edit"),
        "csrf_token": context.get("csrf_token"),
    }
