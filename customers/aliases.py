"""Customers by any of their references: their own, or one that was merged into them."""

from __future__ import annotations

from collections.abc import Collection

from customers.models import Customer, CustomerAlias


def customers_called(refs: Collection[str], lock: bool = False) -> dict[str, Customer]:
    """Return the customers that these references mean, by the reference asked for; unknown ones are left out.

    With ``lock`` their rows are locked until the transaction ends (where the database locks rows).
    """
    customers = Customer.objects.select_for_update() if lock else Customer.objects.all()
    found = customers.in_bulk(refs, field_name="ref")
    other = _meant_by([ref for ref in refs if ref not in found])
    if other:
        kept = customers.in_bulk(other.values())
        found |= {ref: kept[key] for ref, key in other.items() if key in kept}
    return found


def customer_keys(refs: Collection[str]) -> dict[str, int]:
    """Return the primary keys of the customers that these references mean; for many at once."""
    rows = Customer.objects.only("pk", "ref").in_bulk(refs, field_name="ref")
    found = {ref: customer.pk for ref, customer in rows.items()}
    return found | _meant_by([ref for ref in refs if ref not in found])


def kept_refs() -> dict[str, str]:
    """Return every other reference with the customer's own; there are as many as customers were merged."""
    return dict(CustomerAlias.objects.values_list("ref", "customer__ref"))


def _meant_by(refs: Collection[str]) -> dict[str, int]:
    aliases = CustomerAlias.objects.in_bulk(refs, field_name="ref") if refs else {}
    return {ref: alias.customer_id for ref, alias in aliases.items()}
