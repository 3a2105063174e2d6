"""Commands on a database, and all that it holds, for tests of backups."""

from sqlalchemy import MetaData, Table, inspect, select, text


def command(app, *given, answer=None):
    with app.app_context():
        return app.test_cli_runner().invoke(args=[*map(str, given)], input=answer)


def rows(app):
    """Every row of every table, as the database has it, with the tables' counters."""
    database = app.extensions["database"]
    with database.connection(reading=True) as connection:
        tables = {name: Table(name, MetaData()) for name in inspect(connection).get_table_names()}
        found = {
            name: sorted(map(repr, connection.execute(select(text("*")).select_from(table)).all()))
            for name, table in tables.items()
        }
        if not database.is_sqlite:
            counters = connection.execute(text("SELECT sequencename, last_value FROM pg_sequences"))
            found["counters"] = sorted(map(repr, counters))
    return found
