"""Migrations: run for real from nothing, they end at the schema that the models describe, on which all tests run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from surveys.models import Survey

pytestmark = pytest.mark.django_db

MIGRATED = "migrated"
# Django's own migrations number the rows of these three tables otherwise than its models do.
DJANGOS = {"auth_group_permissions", "auth_user_groups", "auth_user_user_permissions"}


@pytest.fixture(scope="module")
def migrated(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """What there is in a database beside that of the tests after all migrations, and what there is in that one."""
    sqlite = connection.vendor == "sqlite"
    name = str(tmp_path_factory.mktemp("migrated") / "db") if sqlite else f"{connection.settings_dict['NAME']}_2"
    of_its_own = {"NAME": name, "TEST": {**connection.settings_dict["TEST"], "NAME": name}}
    connections.databases[MIGRATED] = {**connection.settings_dict, **of_its_own}
    fresh = connections[MIGRATED]
    with django_db_blocker.unblock():
        fresh.creation._create_test_db(verbosity=0, autoclobber=True)
        call_command("migrate", database=MIGRATED, verbosity=0)
        executor = MigrationExecutor(fresh)
        yield {
            "tables": (_tables(fresh), _tables(connection)),
            "triggers": (_triggers(fresh), _triggers(connection)),
            "left": executor.migration_plan(executor.loader.graph.leaf_nodes()),
            "surveys": list(Survey.objects.using(MIGRATED).values_list("key", flat=True)),
        }
        fresh.close()
        if not sqlite:
            fresh.close_pool()
        fresh.creation._destroy_test_db(name, verbosity=0)
    del connections.databases[MIGRATED], connections[MIGRATED]


def _tables(database: Any) -> dict[str, Any]:
    """Each table with its columns and with its keys, indexes and constraints, whatever they are called."""
    found = {}
    with database.cursor() as cursor:
        for table in set(database.introspection.table_names(cursor)) - DJANGOS:
            described = database.introspection.get_table_description(cursor, table)
            columns = {one.name: (one.type_code, one.display_size, one.null_ok, one.default) for one in described}
            constraints = database.introspection.get_constraints(cursor, table).values()
            found[table] = columns, sorted(str(sorted(one.items())) for one in constraints)
    return found


def _triggers(database: Any) -> set[str]:
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with database.cursor() as cursor:
        cursor.execute(
            sqlite if database.vendor == "sqlite" else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return {name for (name,) in cursor.fetchall()}


def test_they_end_at_the_tables_of_the_models(migrated):
    there, wanted = migrated["tables"]
    assert set(there) == set(wanted)
    assert {table: (there[table], wanted[table]) for table in there if there[table] != wanted[table]} == {}


def test_triggers_are_made_and_the_survey_is_there(migrated):
    there, wanted = migrated["triggers"]
    assert (there, migrated["surveys"]) == (wanted, ["exit"])
    assert there


def test_none_is_left(migrated):
    assert migrated["left"] == []
