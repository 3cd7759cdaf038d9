"""Words of customers that may leave the house: short, typical of a cause, and without names and addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from reports.codebooks import active_codebook
from reports.models import Coding
from reports.quotes import team_names
from reports.redaction import Known, redacted
from surveys.languages import LANGUAGES
from surveys.models import Response

MOST_QUOTES = 3
SHORTEST, LONGEST = 12, 240
# Of so many of each cause's surest answers a fitting one is chosen.
LOOKED_AT = 20
# What stands where something was taken out; which language reads it is not known yet.
GONE = "…"


@dataclass(frozen=True)
class Quote:
    """What a customer wrote, names removed, on one line; the cause it is quoted for, and where the team reads on."""

    words: str
    language: str
    cause: str
    names: dict[str, str]
    path: str


def chosen_quotes(begin: date, end: date, causes: Sequence[str]) -> list[Quote]:
    """Return up to three quotes of answers in the period, for different causes first, in the order of ``causes``."""
    codebook, seen = active_codebook(), set()
    chosen: list[Quote] = []
    team = team_names()
    found = {cause: _candidates(begin, end, cause, team) for cause in causes[:MOST_QUOTES]}
    for _round in range(MOST_QUOTES):
        for cause, candidates in found.items():
            coding, words = next(((one, said) for one, said in candidates if said not in seen), (None, ""))
            if coding is None or len(chosen) == MOST_QUOTES:
                continue
            seen.add(words)
            names = {tag: codebook.label(cause, tag) for tag in LANGUAGES}
            language = coding.response.coded.language
            path = reverse("response", args=[coding.response_id])
            chosen.append(Quote(words, language if language in LANGUAGES else "", cause, names, path))
    return chosen


def _candidates(begin: date, end: date, cause: str, team: tuple[str, ...]) -> Iterator[tuple[Coding, str]]:
    """Yield the surest answers with a cause and what may be quoted of them."""
    codings = (
        Coding.objects.filter(cause=cause, response__left_on__gte=begin, response__left_on__lt=end)
        .filter(response__coded__codebook=active_codebook().digest, response__coded__unsure=False)
        .select_related("response__customer", "response__coded", "response__quote")
        .prefetch_related("response__answers")
        .order_by("-main", "-score", "response_id")
    )
    for coding in codings[:LOOKED_AT]:
        words = quotable(coding.response, team)
        if len(words) >= SHORTEST:
            yield coding, shortened(words)


def quotable(response: Response, team: tuple[str, ...]) -> str:
    """Return an answer's words on one line, without addresses, numbers and names of its writer and the ``team``."""
    customer = response.customer
    names = (customer.name, customer.ref) if customer else ()
    quote = getattr(response, "quote", None)
    others = tuple(line.strip() for line in quote.hidden.splitlines()) if quote else ()
    known = Known((*filter(None, (*names, response.contact_address)),), team, (*filter(None, others),))
    return one_line("".join(GONE if piece.kind else piece.text for piece in redacted(response.verbatim(), known)))


def one_line(words: str) -> str:
    """Return a text on one line.

    >>> one_line(" a\\n\\n b ")
    'a b'
    """
    return " ".join(words.split())


def shortened(words: str, longest: int = LONGEST) -> str:
    """Return a text of at most ``longest`` characters; a longer one ends in an ellipsis, after a word where it has any.

    >>> shortened("too dear for us", 9)
    'too dear…'
    """
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > longest // 2 else cut).rstrip(" ,;，；、") + "…"
