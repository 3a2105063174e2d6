"""What goes from `pg_restore` to `psql`: all but a line that older servers do not know."""

from io import BytesIO

import pytest

from enquete_app.dumping import _copy_script

UNKNOWN = b"SET transaction_timeout = 0;\n"
BEGINNING = (
    b"--\n-- PostgreSQL database dump\n--\n\n\\restrict abc\n\nSET statement_timeout = 0;\n%b"
    b"SET client_encoding = 'UTF8';\nSELECT pg_catalog.set_config('search_path', '', false);\n"
)
DATA = b"COPY public.answer (text) FROM stdin;\n" + UNKNOWN + b"-- \n" + UNKNOWN + b"\\.\n"


def copied(script):
    _copy_script(BytesIO(script), into := BytesIO())
    return into.getvalue()


def test_the_line_that_older_servers_refuse_is_left_out_before_any_data():
    assert copied(BEGINNING % UNKNOWN + DATA) == BEGINNING % b"" + DATA


@pytest.mark.parametrize("script", [BEGINNING % b"" + DATA, DATA, b"", b"SET transaction_timeout = 5;\n"])
def test_all_else_comes_through_as_it_is(script):
    assert copied(script) == script
