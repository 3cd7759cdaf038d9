"""Words of the codebook's pages: what a change is called, what it does, how good a layer is."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from reports.labels import cause_label

register = template.Library()


@register.simple_tag
def change_name(change: str, cause: str = "") -> str:
    """Return what a change is called; with a cause, as a heading."""
    names = {
        "rename": _("Rename"),
        "phrases": _("Change phrases"),
        "merge": _("Merge"),
        "split": _("Split"),
        "retire": _("Retire"),
        "restore": _("Take up again"),
        "added": _("Add a cause"),
        "renamed": _("Rename"),
        "merged": _("Merge"),
        "retired": _("Retire"),
        "restored": _("Take up again"),
        "reverted": _("Back to an earlier version"),
    }
    name = names.get(change, change)
    return _("%(change)s: %(cause)s") % {"change": name, "cause": cause_label(cause)} if cause else name


@register.simple_tag
def change_help(change: str) -> str:
    """Return what a change does."""
    helps = {
        "added": _("New answers and past ones get the cause where its phrases stand, in every language."),
        "renamed": _("Only the words change; the key, and with it every answer, stays as it is."),
        "phrases": _(
            "New phrases find the cause at once. Taking one away does not unlearn its words: the engine may still know "
            "them; corrections unlearn them."
        ),
        "merged": _("Answers with this cause count as the other one; what people said of it holds for the other."),
        "split": _("The phrases that move speak for the new cause only."),
        "retired": _("New answers do not get the cause any more; older ones keep it."),
        "restored": _("The cause is given again, under its own name."),
        "reverted": _("The earlier codebook becomes the newest version; nothing of the history is lost."),
    }
    return helps.get(change, "")


@register.simple_tag
def f1(value: float | None) -> str:
    """Return a micro-F1 as people compare it, in per cent with one digit; a dash for none."""
    return "–" if value is None else f"{value * 100:.1f}%"
