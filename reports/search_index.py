"""The index that searches ask: on SQLite an FTS5 table that triggers keep, on PostgreSQL a GIN index.

FTS5 takes no text of its own: it reads that of ``SearchEntry`` and is told by triggers what comes and goes, so that a
row cannot be in one and not in the other, whoever deletes it and however.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, connections, transaction

from reports.coding import with_words
from reports.search import Search, Term, fts5, index_responses, tsquery
from surveys.models import Response

BATCH = 500
ENTRIES = "reports_searchentry"
# Of so many answers at most the order of relevance is made: of more it takes long, and nobody reads so far.
MOST_RANKED = 20_000
# Pages that are written at once when parts of the index are merged: a tenth of a second.
MERGED_PAGES = 500
_INSERT = "INSERT INTO reports_search (rowid, tokens) VALUES (NEW.response_id, NEW.tokens);"
_DELETE = "INSERT INTO reports_search (reports_search, rowid, tokens) VALUES ('delete', OLD.response_id, OLD.tokens);"
_NOTE = "INSERT OR IGNORE INTO reports_searchleftover (id) VALUES (1);"
_TABLE = "reports_search USING fts5(tokens, content='reports_searchentry', content_rowid='response_id', "
SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {_TABLE} tokenize=\"ascii tokenchars '_'\")",
    "CREATE TABLE IF NOT EXISTS reports_searchleftover (id integer PRIMARY KEY)",
    f"CREATE TRIGGER IF NOT EXISTS search_insert AFTER INSERT ON {ENTRIES} BEGIN {_INSERT} END",
    f"CREATE TRIGGER IF NOT EXISTS search_delete AFTER DELETE ON {ENTRIES} BEGIN {_DELETE} {_NOTE} END",
    f"CREATE TRIGGER IF NOT EXISTS search_update AFTER UPDATE ON {ENTRIES} BEGIN {_DELETE} {_INSERT} {_NOTE} END",
)
POSTGRESQL = (f"CREATE INDEX IF NOT EXISTS reports_search ON {ENTRIES} USING gin (tokens)",)


def make_index(using: str = "default", **kwargs: Any) -> None:
    """Make what is missing of the index; receives ``post_migrate``."""
    there = connections[using]
    if ENTRIES not in there.introspection.table_names():
        return
    with transaction.atomic(using=using), there.cursor() as cursor:
        for statement in SQLITE if there.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def rebuild_search() -> Iterator[int]:
    """Index every answer anew, batch by batch, each in a transaction; yield how many answers a batch held."""
    last = 0
    while batch := list(with_words(Response.objects.filter(pk__gt=last).order_by("pk"))[:BATCH]):
        with transaction.atomic():
            index_responses(batch, anew=True)
        last = batch[-1].pk
        yield len(batch)
    overwrite_index()


def count_found(search: Search) -> int:
    """Return how many answers have all that is wanted and nothing that is unwanted, from the index alone."""
    unwanted = [(term,) for term in search.unwanted]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            asked = " NOT ".join([f"({fts5(search.wanted)})", *(fts5(terms) for terms in unwanted)])
            cursor.execute("SELECT count(*) FROM reports_search WHERE reports_search MATCH %s", [asked])
        else:
            asked = " & ".join([tsquery(search.wanted), *(f"!({tsquery(terms)})" for terms in unwanted)])
            cursor.execute("SELECT count(*) FROM reports_searchentry WHERE tokens @@ %s::tsquery", [asked])
        return int(cursor.fetchone()[0])


def ranked_keys(terms: tuple[Term, ...]) -> list[int]:
    """Return the keys of the answers that have all the terms, most relevant first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = "SELECT rowid FROM reports_search WHERE reports_search MATCH %s ORDER BY rank, rowid DESC"
            cursor.execute(found, [fts5(terms)])
        else:
            found = "SELECT response_id FROM reports_searchentry WHERE tokens @@ %s::tsquery"
            by_rank = " ORDER BY ts_rank(tokens, %s::tsquery, 1) DESC, response_id DESC"
            cursor.execute(found + by_rank, [tsquery(terms)] * 2)
        return [key for (key,) in cursor.fetchall()]


def overwrite_index() -> None:
    """Leave nothing in SQLite's index of words that were deleted, in short steps so that writers can come between.

    FTS5 notes what is gone and keeps it until its parts are merged into one. PostgreSQL has vacuum for this.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        # Whatever is deleted from here on is noted again.
        if not cursor.execute("DELETE FROM reports_searchleftover").rowcount:
            return
        pages, before = -MERGED_PAGES, _changes(cursor)
        cursor.execute("INSERT INTO reports_search (reports_search, rank) VALUES ('usermerge', 2)")
        while True:
            cursor.execute("INSERT INTO reports_search (reports_search, rank) VALUES ('merge', %s)", [pages])
            pages, earlier, before = MERGED_PAGES, before, _changes(cursor)
            if before - earlier < 2:
                return


def _changes(cursor: Any) -> int:
    return int(cursor.execute("SELECT total_changes()").fetchone()[0])
