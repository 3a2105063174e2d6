"""A web site that a scanner has to find faults in: what is sent comes back as it is, and goes into SQL."""

import sqlite3
import sys

from flask import Flask, redirect, request

app = Flask(__name__)


@app.get("/")
def index():
    return '<a href="/echo?q=a">echo</a><a href="/find?id=1">find</a><a href="/go?to=/">go</a>'


@app.get("/echo")
def echo():
    return f"<p>{request.args.get('q', '')}</p>"


@app.get("/find")
def find():
    try:
        return str(
            sqlite3.connect(":memory:").execute(f"SELECT 1 WHERE 1 = '{request.args.get('id')}'").fetchall()
        )
    except sqlite3.Error as error:
        return f"sqlite3.OperationalError: {error}", 500


@app.get("/go")
def go():
    return redirect(request.args.get("to", "/"))


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]))
