"""What the list of kept filters needs in its template."""

from __future__ import annotations

from django import template

from reports.saved import view_address

register = template.Library()
register.filter(view_address)
