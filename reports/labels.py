"""Names as people read them: causes, dimensions and segments in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import format_currency
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from reports.codebooks import active_codebook
from surveys.languages import LANGUAGES, SOURCE, language_tag, wording_in
from surveys.models import Channel, Survey

# What is derived here, and dimensions that most teams have, are named in the reader's language; others stay theirs.
KNOWN_DIMENSIONS = {
    "plan": gettext_noop("Plan"),
    "contract": gettext_noop("Contract"),
    "size": gettext_noop("Size"),
    "industry": gettext_noop("Industry"),
    "country": gettext_noop("Country"),
    "source": gettext_noop("Source"),
    "term": gettext_noop("Term"),
    "tenure": gettext_noop("Tenure"),
    "mrr_band": gettext_noop("Monthly revenue"),
    "cohort": gettext_noop("Started in"),
    "language": gettext_noop("Language of the answer"),
    "channel": gettext_noop("Channel of the answer"),
    "ending": gettext_noop("How they left"),
}
DERIVED_SEGMENTS = {
    "0-2 months": gettext_noop("0–2 months"),
    "3-5 months": gettext_noop("3–5 months"),
    "6-11 months": gettext_noop("6–11 months"),
    "12-23 months": gettext_noop("12–23 months"),
    "24-47 months": gettext_noop("24–47 months"),
    "48+ months": gettext_noop("48 months or more"),
    "under 20": gettext_noop("under 20"),
    "1000+": gettext_noop("1000 or more"),
    "voluntary": gettext_noop("by their own decision"),
    "involuntary": gettext_noop("payment failed"),
    "monthly": gettext_noop("monthly"),
    "yearly": gettext_noop("yearly"),
} | LANGUAGES


BABEL_LOCALES = {"en": "en", "zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}


def reader_language() -> str:
    """Return the tag of the language that the page is shown in: ``en``, ``zh-Hans`` or ``zh-Hant``."""
    return language_tag(get_language() or SOURCE) or SOURCE


def cause_label(cause: str) -> str:
    """Return a cause's label; its key when the codebook no longer has it."""
    codebook = active_codebook()
    return codebook.label(cause, reader_language()) if cause in codebook.causes else cause


def survey_label(survey: Survey) -> str:
    """Return a survey's title in the reader's language; its key when it has none."""
    return wording_in(survey.title, reader_language()) or survey.key


def dimension_label(dimension: str) -> str:
    """Return a dimension's name: ``payment_method`` is shown as *Payment method*."""
    if dimension in KNOWN_DIMENSIONS:
        return _(KNOWN_DIMENSIONS[dimension])
    words = dimension.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def segment_label(segment: str) -> str:
    """Return a segment's name; ``*`` is all, an empty one not recorded."""
    if segment == "*":
        return _("All")
    if not segment:
        return _("not recorded")
    if segment in Channel.values:
        return str(Channel(segment).label)
    return _(DERIVED_SEGMENTS[segment]) if segment in DERIVED_SEGMENTS else segment


def babel_locale() -> str:
    """Return the reader's locale as Babel names it."""
    language = reader_language()
    return BABEL_LOCALES.get(language, language.replace("-", "_"))


def money_words(amounts: Mapping[str, Decimal]) -> str:
    """Return amounts by currency, each in its own: currencies are never added up."""
    return " · ".join(_amount(amount, currency) for currency, amount in sorted(amounts.items()))


def _amount(amount: Decimal, currency: str) -> str:
    if not currency:
        return f"{amount:,.0f}"
    return format_currency(amount, currency, "¤#,##0", locale=babel_locale(), currency_digits=False)
