"""A form that comes in slowly keeps nobody else waiting: nothing is locked until it is there."""

import io
import sqlite3

import pytest
from builders import drawn_wave, invitation_ids, token

from enquete_app.fieldwork.answering.credentials import Purpose

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Slowly(io.BytesIO):
    """A form during whose reading somebody else writes to the database."""

    def __init__(self, form: bytes, file: str) -> None:
        super().__init__(form)
        self.file, self.times = file, 0

    def readinto(self, into) -> int:
        other = sqlite3.connect(self.file, timeout=0, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        finally:
            other.close()
        self.times += 1
        return super().readinto(into)

    def read(self, size: int | None = -1) -> bytes:
        into = bytearray(len(self.getbuffer()) if size is None or size < 0 else size)
        return bytes(into[: self.readinto(into)])


@pytest.mark.parametrize(("purpose", "path"), [(Purpose.LINK, "/e/"), (Purpose.OPT_OUT, "/u/")])
def test_others_can_write_while_a_form_comes_in(make_app, database_url, purpose, path):
    app = make_app()
    keyring = app.extensions["keyring"]
    with app.extensions["database"].transaction() as session:
        drawn_wave(session, keyring, people=1)
        [somebody] = invitation_ids(session)
    form = Slowly(b"go=start", database_url.removeprefix("sqlite:///"))

    answer = app.test_client().post(
        path + token(somebody, keyring, purpose),
        input_stream=form,
        content_length=8,
        content_type="application/x-www-form-urlencoded",
    )

    assert form.times
    assert answer.status_code == 303
