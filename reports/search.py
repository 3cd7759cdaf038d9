"""Find answers by their words, in Chinese, English and both: tokens that the engine's tokenizer cuts, in an index.

A text is indexed twice over. Its *units* keep their order: single Han characters, stems of other words, numbers. Its
*words* have none: the Han words that the tokenizer cuts, and the parts of two and more characters within them. So 导出
finds 数据导出功能 by its word, but 和服 does not find 产品和服务; a phrase in quotes is found unit by unit, and so is a
Han run of three and more characters that the tokenizer cuts otherwise in another sentence.

Whatever is typed is safe: of a query nothing but tokens gets into the database's own language.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Func, Q
from django.utils.translation import gettext as _

from causes.normalise import fold
from causes.scripts import HAN_RUN
from causes.tokens import tokens
from reports.models import SearchEntry
from reports.models.inbox import LONGEST_TOKEN
from surveys.models import Response

# Another way of cutting has another name here: every text is indexed anew.
CUT = "1"
LONGEST_QUERY = 200
MOST_TERMS = 16
# A Han run that is longer is a sentence, looked for as it stands and not word by word.
LONGEST_RUN = 12
_WORD = re.compile(r"\w+")
_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')

# Units that stand one after the other (or one alone).
Part = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One thing to find: any of the alternatives, each of which is parts that must all be there."""

    alternatives: tuple[tuple[Part, ...], ...]
    prefix: bool = False


@dataclass(frozen=True)
class Search:
    """What was asked for: all of ``wanted`` and none of ``unwanted``; ``problems`` are sentences for the reader."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def condition(self, many: bool = False) -> Q:
        """Return the condition that an answer fits.

        Where ``many`` do, the database is kept from fetching them all to put them in order: it goes through the answers
        in order instead, and asks of each whether it is among them.
        """
        condition = Q()
        if self.wanted:
            condition &= Q(Matching("pk", terms=self.wanted, many=many))
        for term in self.unwanted:
            condition &= ~Q(Matching("pk", terms=(term,), many=True))
        return condition


class Matching(Func):
    """Say whether the answer with this key has all the terms, asked of the index of either database."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, terms: tuple[Term, ...] = (), many: bool = False, **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.terms, self.many = terms, many

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask FTS5."""
        key, params = compiler.compile(self.source_expressions[0])
        found = "SELECT rowid FROM reports_search WHERE reports_search MATCH %s"
        # A sum cannot be looked up by its key, so that SQLite does not begin with all that are found.
        return f"{key}{' + 0' if self.many else ''} IN ({found})", (*params, fts5(self.terms))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """Ask the GIN index."""
        key, params = compiler.compile(self.source_expressions[0])
        found = "SELECT response_id FROM reports_searchentry WHERE tokens @@ %s::tsquery"
        # An array is made first, so that PostgreSQL begins with the few that are found.
        among = f"IN ({found})" if self.many else f"= ANY (ARRAY({found}))"
        return f"{key} {among}", (*params, tsquery(self.terms))


def read_search(typed: str) -> Search:
    """Return what a person typed as a search: words, "phrases", -without, beginn*; nothing of it is an error.

    >>> read_search("导出 -API").unwanted
    (Term(alternatives=((('api',),),), prefix=False),)
    """
    problems = []
    if len(typed) > LONGEST_QUERY:
        typed = typed[:LONGEST_QUERY]
        problems.append(_("Only the first %(n)d characters are searched for.") % {"n": LONGEST_QUERY})
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for minus, phrase, word in _TERM.findall(fold(typed).text):
        minus, word = (minus or "-", word[1:]) if word.startswith("-") else (minus, word)
        for term in _phrase(phrase) if phrase else _terms(word, bool(minus)):
            (unwanted if minus else wanted).append(term)
    if len(wanted) + len(unwanted) > MOST_TERMS:
        problems.append(_("Only the first %(n)d words are searched for.") % {"n": MOST_TERMS})
        wanted = wanted[:MOST_TERMS]
        unwanted = unwanted[: MOST_TERMS - len(wanted)]
    if typed.strip() and not (wanted or unwanted):
        problems.append(_("There is no word to search for in “%(typed)s”.") % {"typed": typed.strip()})
    return Search(tuple(wanted), tuple(unwanted), tuple(problems))


def index_responses(responses: Sequence[Response], anew: bool = False) -> None:
    """Let responses (answers prefetched) be found by the words that they have now; unchanged ones cost one look."""
    texts = {response.pk: response.verbatim() for response in responses}
    digests = {key: _digest(text) for key, text in texts.items() if text}
    entries = SearchEntry.objects.filter(pk__in=texts)
    known = {} if anew else dict(entries.values_list("pk", "digest"))
    changed = [key for key, digest in digests.items() if known.get(key) != digest]
    old = set(texts) if anew else known.keys() - {key for key, digest in digests.items() if known.get(key) == digest}
    if old:
        SearchEntry.objects.filter(pk__in=old).delete()
    SearchEntry.objects.bulk_create(
        SearchEntry(response_id=key, tokens=indexed(texts[key]), digest=digests[key]) for key in changed
    )


def indexed(text: str) -> str:
    """Return a text's tokens as the index keeps them: units in order, a line break, words.

    >>> indexed("导出 exports")
    '导 出 export\\n导出'
    """
    units: list[str] = []
    words: dict[str, None] = {}
    for word in _cut(fold(text).text):
        if HAN_RUN.match(word):
            units += word
            words |= dict.fromkeys(_within(word))
        else:
            units.append(word)
    return " ".join(units) + "\n" + " ".join(words)


def fts5(terms: tuple[Term, ...]) -> str:
    """Return terms in the language of SQLite's FTS5.

    >>> fts5(read_search('导出 "too dear" exp*').wanted)
    '("导出") AND ("too dear") AND ("exp"*)'
    """

    def part(units: Part, prefix: bool) -> str:
        return f'"{" ".join(units)}"' + ("*" if prefix else "")

    return " AND ".join(
        "(" + " OR ".join(" AND ".join(part(one, term.prefix) for one in parts) for parts in term.alternatives) + ")"
        for term in terms
    )


def tsquery(terms: tuple[Term, ...]) -> str:
    """Return terms in the language of PostgreSQL's tsquery.

    >>> tsquery(read_search('导出 "too dear" exp*').wanted)
    "('导出') & ('too' <-> 'dear') & ('exp':*)"
    """

    def part(units: Part, prefix: bool) -> str:
        return " <-> ".join(f"'{unit}'" + (":*" if prefix else "") for unit in units)

    return " & ".join(
        "(" + " | ".join(" & ".join(part(one, term.prefix) for one in parts) for parts in term.alternatives) + ")"
        for term in terms
    )


def _cut(folded: str) -> Iterator[str]:
    """Yield the words of a folded text in order, also of scripts that the engine does not read."""
    end = 0
    for token in tokens(folded):
        yield from _WORD.findall(folded[end : token.start])
        yield _plain(token.stem)
        end = token.end
    yield from _WORD.findall(folded[end:])


def _plain(stem: str) -> str:
    """Return a token of letters, digits and ``_`` only, not longer than the index takes."""
    return re.sub(r"[^\w]", "_", stem.replace("'", ""))[:LONGEST_TOKEN]


def _within(word: str) -> list[str]:
    """Return a Han word and the parts of it that have two or more characters."""
    size = len(word)
    return [word[at : at + length] for length in range(2, size + 1) for at in range(size - length + 1)]


def _phrase(text: str) -> list[Term]:
    units = tuple(unit for word in _cut(text) for unit in (word if HAN_RUN.match(word) else (word,)))
    return [Term(((units,),))] if units else []


def _terms(typed: str, together: bool) -> list[Term]:
    """Return the terms of what was typed without a space; without them ``together``, it is one phrase."""
    runs = HAN_RUN.findall(typed)
    words = [word for word in _cut(typed) if not HAN_RUN.match(word)]
    if typed.endswith("*") and words and not runs:
        return [Term((((word,),),), prefix=word is words[-1]) for word in words]
    if together and len(runs) + len(words) > 1:
        return _phrase(typed)
    return [_run(run) for run in runs] + [Term((((word,),),)) for word in words]


def _run(run: str) -> Term:
    """Return the term of a Han run: its words, or the run as it stands."""
    if len(run) <= 2:
        return Term((((run,),),))
    whole: tuple[Part, ...] = (tuple(run),)
    cut = list(_cut(run))
    if len(run) > LONGEST_RUN or len(cut) == 1:
        return Term((whole,))
    return Term((tuple((word,) if len(word) <= 2 else tuple(word) for word in cut), whole))


def _digest(text: str) -> str:
    return hashlib.sha256((CUT + text).encode("utf-8", "replace")).hexdigest()[:32]
