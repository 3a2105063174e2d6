"""Migrations lead to what the models say, and back."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from enquete_app.cli.database import MIGRATIONS, migrate, take_back
from enquete_app.db import Base


def test_there_is_one_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_the_migrated_database_is_what_the_models_say(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_database_checks_the_values_that_the_models_know(database):
    migrated = _checks(database)
    take_back(database, "base")
    Base.metadata.create_all(database.engine)

    assert _checks(database) == migrated
    assert len(migrated) >= 6


def test_migrations_go_down_to_nothing_and_up_again(database):
    take_back(database, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}

    assert migrate(database) is not None
    assert {"survey", "wave", "response"} <= set(inspect(database.engine).get_table_names())


def test_upgrading_twice_changes_nothing(database):
    assert migrate(database) == migrate(database)


def _checks(database):
    """Every CHECK of every table, in the database's own words."""
    found = inspect(database.engine)
    return {
        (table, check["name"]): check["sqltext"]
        for table in found.get_table_names()
        for check in found.get_check_constraints(table)
    }
