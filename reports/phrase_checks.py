"""Whether a phrase can do anything: one that never matches, never counts or never adds anything is refused.

Each refusal says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from causes import Cause, Codebook, find_causes_many
from causes.batch import Batch
from causes.clauses import PRAISED, USED
from causes.codebook import ASPECT
from causes.features import Reader, Seen
from causes.findings import LANGUAGES
from causes.match import Matcher, spellings
from causes.normalise import fold
from causes.scripts import HAN_RUN, LATIN_WORD
from reports.codebooks import Content, codebook_of

MOST_WORDS, MOST_HAN = 5, 12
MOST_PHRASES = 5_000


def phrase_problems(
    content: Content, cause: str, phrases: Mapping[str, list[str]], before: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    """Return a sentence, with its language, for each phrase that is not in ``before`` and cannot be taken."""
    known = {phrase for lines in before.values() for phrase in lines}
    all_of_them = [(language, phrase) for language in LANGUAGES for phrase in phrases.get(language, [])]
    fresh = [(language, phrase) for language, phrase in all_of_them if phrase not in known]
    problems = [(language, reason) for language, phrase in fresh if (reason := _form_problem(phrase))]
    if len(all_of_them) > MOST_PHRASES:
        problems.append((LANGUAGES[0], _("A cause can have at most %(n)d phrases.") % {"n": MOST_PHRASES}))
    if problems or not fresh:
        return problems
    every = [phrase for _language, phrase in all_of_them]
    seen = _seen(fresh)
    uncounted = _uncounted(fresh, seen, cause, _with_phrases(content, cause, phrases))
    doubled = _doubled(fresh, every, _owners(content, cause))
    return [*doubled, *_swallowed(fresh, every), *_unheard(fresh, seen), *uncounted]


def language_without_phrases(phrases: Mapping[str, list[str]]) -> str:
    """Return "zh" or "en" when all phrases are in the other language, empty otherwise.

    What counts is the script that a phrase is written in, not the field that it was typed in: SSO finds English answers
    wherever it stands, and either Chinese script finds both.
    """
    lines = [phrase for one in phrases.values() for phrase in one]
    han = [bool(HAN_RUN.search(phrase)) for phrase in lines]
    if not lines or (any(han) and not all(han)):
        return ""
    return "en" if han[0] else "zh"


def _form_problem(phrase: str) -> str:
    """Return what is wrong with a phrase by itself; empty when nothing is."""
    bare = fold(phrase.removeprefix(ASPECT)).text.strip()
    words, han = len(LATIN_WORD.findall(bare)), sum(map(len, HAN_RUN.findall(bare)))
    said = {"phrase": phrase, "words": MOST_WORDS, "han": MOST_HAN}
    if not bare or bare == ASPECT.strip():
        return _("A phrase is empty.")
    if not any(character.isalnum() for character in bare):
        return _("“%(phrase)s” has no letter: marks alone are never looked for.") % said
    if words > MOST_WORDS or han > MOST_HAN:
        return _("“%(phrase)s” is too long: nobody writes the same %(words)d words or %(han)d characters twice.") % said
    return ""


def _owners(content: Content, cause: str) -> dict[str, str]:
    """Return the name of the cause that each spelling belongs to, other causes only."""
    return {
        spelling: entry["labels"]["en"]
        for entry in content["causes"]
        if entry["key"] != cause and not entry["retired_at"]
        for phrases in entry["phrases"].values()
        for phrase in phrases
        for spelling in spellings(phrase.removeprefix(ASPECT))
    }


def _doubled(
    fresh: Iterable[tuple[str, str]], every: list[str], owners: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the phrases that another cause has, or this one twice."""
    forms = [spellings(phrase.removeprefix(ASPECT))[0] for phrase in every if phrase.removeprefix(ASPECT).strip()]
    for language, phrase in fresh:
        form = spellings(phrase.removeprefix(ASPECT))[0]
        if form in owners:
            yield (
                language,
                _("“%(phrase)s” belongs to the cause “%(cause)s” already.")
                % {
                    "phrase": phrase,
                    "cause": owners[form],
                },
            )
        elif forms.count(form) > 1:
            yield (
                language,
                _("“%(phrase)s” is there twice: capitals, width and script make no difference.") % {"phrase": phrase},
            )


def _swallowed(fresh: list[tuple[str, str]], every: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the phrases within which a shorter one of the same cause is found: they add nothing."""
    plain = [phrase for phrase in every if not phrase.startswith(ASPECT)]
    batch = Batch([phrase.removeprefix(ASPECT) for _language, phrase in fresh])
    hits = Matcher((phrase, number) for number, phrase in enumerate(plain)).hits(batch)
    told = set()
    for place, tag in zip(batch.text_of(hits.start).tolist(), hits.tag.tolist(), strict=True):
        language, phrase = fresh[place]
        other = plain[tag]
        if place not in told and spellings(other) != spellings(phrase.removeprefix(ASPECT)):
            told.add(place)
            yield (
                language,
                _("“%(phrase)s” adds nothing: “%(other)s” is found in it already.")
                % {
                    "phrase": phrase,
                    "other": other,
                },
            )


def _seen(fresh: list[tuple[str, str]]) -> Seen:
    """Return what the engine sees in each phrase by itself, by a codebook that has no others."""
    lines = {language: tuple(phrase for at, phrase in fresh if at == language) for language in LANGUAGES}
    eyes = Reader(Codebook({"new": Cause("new", {"en": "new"}, {}, {}, lines)}, "new"))
    return eyes.see([phrase.removeprefix(ASPECT) for _language, phrase in fresh])


def _unheard(fresh: list[tuple[str, str]], seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the phrases that the engine does not find even in themselves."""
    heard = set(seen.batch.text_of(seen.phrases.start).tolist())
    for number, (language, phrase) in enumerate(fresh):
        if number not in heard:
            yield (
                language,
                _("“%(phrase)s” would never be found: too little of it is left when texts are read.")
                % {"phrase": phrase},
            )


def _with_phrases(content: Content, cause: str, phrases: Mapping[str, list[str]]) -> Codebook:
    """Return the codebook in which ``cause``, a new one when that is empty, has these phrases; nothing is learned."""
    lines = {language: tuple(phrases.get(language, ())) for language in LANGUAGES}
    return Codebook(codebook_of(content).causes | {cause: Cause(cause, {"en": cause}, {}, {}, lines)})


def _uncounted(fresh: list[tuple[str, str]], seen: Seen, cause: str, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """Yield the phrases that are found but turned by their own words, so that the cause is not given even for them."""
    places = seen.batch.text_of(seen.phrases.start)
    counted = set(places[seen.phrases.status == USED].tolist())
    praise = set(places[seen.phrases.status == PRAISED].tolist())
    doubtful = sorted(set(places.tolist()) - counted)
    found = find_causes_many([fresh[number][1].removeprefix(ASPECT) for number in doubtful], codebook)
    for number, findings in zip(doubtful, found, strict=True):
        if cause in {one.cause for one in findings.causes}:
            continue
        language, phrase = fresh[number]
        reason = (
            _("“%(phrase)s” would not give the cause: by itself it is read as praise. Write the words of a complaint.")
            if number in praise
            else _(
                "“%(phrase)s” would not give the cause: by its own words it is denied, over, only wished for or"
                " somebody else's."
            )
        )
        yield language, reason % {"phrase": phrase}
