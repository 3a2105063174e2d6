"""The bare page: the least that a page with a form does, for `respond.py` to compare with.

One template, a signed session, a CSRF token, one row found by hash, one update; nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets

from flask import Flask, abort, redirect, render_template, request, url_for
from flask_wtf import CSRFProtect
from sqlalchemy import Column, LargeBinary, MetaData, Row, Table, Text, create_engine, select, update
from werkzeug.wrappers import Response

bare_page = Table(
    "bare_page", MetaData(), Column("hash", LargeBinary(32), primary_key=True), Column("form", Text)
)


def hash_of(token: str) -> bytes:
    """The hash under which a page is found: 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def create_app() -> Flask:
    """Make the application, on the database at the address in `ENQUETE_DATABASE_URL`."""
    app = Flask(__name__, template_folder=".")
    app.config["SECRET_KEY"] = secrets.token_hex(32)
    CSRFProtect(app)
    engine = create_engine(os.environ["ENQUETE_DATABASE_URL"])

    @app.get("/<token>")
    def show(token: str) -> str:
        with engine.connect() as connection:
            row: Row[bytes, str | None] | None = connection.execute(
                select(bare_page).where(bare_page.c.hash == hash_of(token))
            ).one_or_none()
        if row is None:
            abort(404)
        return render_template("baseline.html")

    @app.post("/<token>")
    def save(token: str) -> Response:
        with engine.begin() as connection:
            here = bare_page.c.hash == hash_of(token)
            if connection.execute(select(bare_page).where(here)).one_or_none() is None:
                abort(404)
            connection.execute(update(bare_page).where(here).values(form=json.dumps(request.form)))
        return redirect(url_for("show", token=token), 303)

    return app
