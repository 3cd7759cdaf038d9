"""The codebook that holds now: the team's own, version by version, or the shipped one while there is none.

A version is plain JSON (``Content``), never changed once it is stored. Merged and retired causes stay in it: the engine
goes on reading by them, and what they are given as is decided here, so that nothing of history is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from causes import Cause, Codebook, load_codebook
from causes.findings import LANGUAGES
from causes.layer import Layer, shipped_digest
from reports.fingerprints import fingerprint
from reports.models import CodebookVersion, CodedResponse, LearnedLayer
from surveys.models import Response

Content = dict[str, Any]
Entry = dict[str, Any]
# Names what is in use: the digest of the newest version and of the layer, each empty when there is none.
Mark = tuple[str, str]
UNCLEAR = "unclear"


class ChangedMeanwhile(ValueError):
    """Somebody else made a version since the change was previewed."""


@dataclass(frozen=True, slots=True, eq=False)
class TeamCodebook(Codebook):
    """A codebook with what the team decided of its causes; ``causes`` has the merged and retired ones too.

    ``merged`` maps a cause to what it is given as now and when that was decided, ``retired`` to when it ceased to be
    given, ``split_from`` to the cause that it was split from; ``examples`` maps the fingerprint of each example to the
    causes that it was typed for.
    """

    number: int = 0
    merged: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    retired: Mapping[str, datetime] = field(default_factory=dict)
    split_from: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, list[str]] = field(default_factory=dict)

    def given_as(self, cause: str) -> str:
        """Return the cause that ``cause`` counts as: itself, or what it was merged into."""
        while cause in self.merged:
            cause = self.merged[cause][0]
        return cause

    def given(self) -> list[str]:
        """Return the causes that can be given now, in order."""
        return [key for key in self.causes if key not in self.merged and key not in self.retired]

    def shown(self) -> list[str]:
        """Return the causes that answers can have: those given now, and retired ones that older answers keep."""
        return [key for key in self.causes if key not in self.merged]


def active_codebook() -> TeamCodebook:
    """Return the codebook that holds now, with the layer in use.

    Within ``one_look`` (a request) the database is asked once, elsewhere each time, by two indexed look-ups.
    """
    look = _look.get()
    if look is None:
        return _codebook(codebook_mark())
    if "codebook" not in look:
        look["codebook"] = _codebook(codebook_mark())
    return look["codebook"]


@contextmanager
def one_look() -> Iterator[None]:
    """Let everything within, such as one request, see the same codebook until it makes a change itself."""
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


def look_again() -> None:
    """Forget the codebook seen, after it was changed."""
    look = _look.get()
    if look is not None:
        look.clear()


_look: ContextVar[dict[str, TeamCodebook] | None] = ContextVar("look", default=None)


def codebook_mark() -> Mark:
    """Return what names the codebook in use; it changes with every version and layer."""
    version = CodebookVersion.objects.order_by("-number").values_list("digest", flat=True).first()
    layer = _layers_in_use().values_list("digest", flat=True).first()
    return version or "", layer or ""


def _layers_in_use() -> QuerySet[LearnedLayer]:
    """Return the accepted layer, unless the shipped model or codebook is another than it was learned over."""
    return LearnedLayer.objects.filter(state=LearnedLayer.State.ACTIVE, shipped=shipped_digest())


def has_former_layer() -> bool:
    """Say whether a layer was accepted that is left out of use, because it was learned over a former model."""
    accepted = LearnedLayer.objects.filter(state=LearnedLayer.State.ACTIVE)
    return accepted.exclude(shipped=shipped_digest()).exists()


@lru_cache(maxsize=4)
def _codebook(mark: Mark) -> TeamCodebook:
    """Read a codebook by its mark, which is made of digests: what was read once is never out of date."""
    version, layer = mark
    found = None
    if layer:
        row = _layers_in_use().filter(digest=layer).first()
        found = Layer.from_bytes(bytes(row.weights)) if row else None
    if not version:
        shipped = load_codebook()
        return TeamCodebook(shipped.causes, "" if found else shipped.digest, found)
    stored = CodebookVersion.objects.filter(digest=version).order_by("-number")[0]
    return codebook_of(stored.content, found, stored.number)


def codebook_of(content: Content, layer: Layer | None = None, number: int = 0) -> TeamCodebook:
    """Return the codebook that a version's content describes."""
    entries = content["causes"]
    merged = {e["key"]: (e["merged_into"], _moment(e["merged_at"])) for e in entries if e["merged_into"]}
    retired = {e["key"]: _moment(e["retired_at"]) for e in entries if e["retired_at"]}
    split = {e["key"]: e["split_from"] for e in entries if e["split_from"]}
    causes = {entry["key"]: _cause(entry) for entry in entries}
    plain = Codebook(causes, layer=layer)
    examples = _examples(entries)
    decided = json.dumps([[e["key"], e["merged_into"], e["retired_at"], e["split_from"]] for e in entries])
    decided += json.dumps(examples) if examples else ""
    changed = merged or retired or split or examples
    digest = hashlib.sha256((plain.digest + decided).encode()).hexdigest() if changed else plain.digest
    return TeamCodebook(causes, digest, layer, number, merged, retired, split, examples)


def content_now() -> Content:
    """Return the content of the newest version, or the shipped codebook as one."""
    version = CodebookVersion.objects.order_by("-number").first()
    return version.content if version else shipped_content()


def shipped_content() -> Content:
    """Return the shipped codebook as the content of a version."""
    return {"causes": [_entry(cause) for cause in load_codebook().causes.values()]}


def number_now() -> int:
    """Return the number of the newest version; 0 is the shipped codebook."""
    return CodebookVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0


def new_entry(key: str, labels: Mapping[str, str]) -> Entry:
    """Return an entry with nothing but its names."""
    return {
        "key": key,
        "labels": dict(labels),
        "definition": {},
        "not_when": {},
        "phrases": {language: [] for language in LANGUAGES},
        "fixable": None,
        "examples": [],
        "retired_at": None,
        "merged_into": "",
        "merged_at": None,
        "split_from": "",
    }


def add_version(content: Content, base: int, change: str, cause: str, said: tuple[str, User]) -> CodebookVersion:
    """Store a new version made from version ``base``; ``said`` is why, and who.

    What it changes in answers is done by the coder: all of them are pending from now on where the reading changed.
    Raises ChangedMeanwhile when ``base`` is no longer the newest.
    """
    why, user = said
    try:
        with transaction.atomic():
            if number_now() != base:
                raise ChangedMeanwhile(base)
            version = CodebookVersion.objects.create(
                number=base + 1,
                content=content,
                digest=content_digest(content, base + 1),
                change=change,
                cause=cause,
                why=why,
                made_by=user,
            )
    except IntegrityError as error:
        raise ChangedMeanwhile(base) from error
    look_again()
    return version


def content_digest(content: Content, number: int) -> str:
    """Return what names a version: two of the same content are still two."""
    return hashlib.sha256(f"{number}{json.dumps(content, sort_keys=True)}".encode()).hexdigest()


@dataclass(frozen=True)
class Recoding:
    """How far the coder is: answers ``done`` by the codebook in use, of ``total``."""

    done: int
    total: int

    @property
    def left(self) -> int:
        """The answers still to be recoded."""
        return self.total - self.done


def recoding() -> Recoding:
    """Return how many of the stored answers are coded by the codebook in use."""
    done = CodedResponse.objects.filter(codebook=active_codebook().digest).count()
    return Recoding(done, Response.objects.count())


def _examples(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return the causes of each example, by its fingerprint."""
    causes: dict[str, list[str]] = {}
    for entry in entries:
        for printed in dict.fromkeys(map(fingerprint, entry["examples"])):
            causes.setdefault(printed, []).append(entry["key"])
    return causes


def _entry(cause: Cause) -> Entry:
    entry = new_entry(cause.key, cause.labels)
    entry["definition"], entry["not_when"] = dict(cause.definition), dict(cause.not_when)
    entry["phrases"] = {language: list(cause.phrases.get(language, ())) for language in LANGUAGES}
    entry["fixable"] = cause.fixable
    return entry


def _cause(entry: Entry) -> Cause:
    phrases = {language: tuple(entry["phrases"].get(language, ())) for language in LANGUAGES}
    names = entry["labels"], entry["definition"], entry["not_when"]
    return Cause(entry["key"], *names, phrases, entry["fixable"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
