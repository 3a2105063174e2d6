"""Never run and never imported: what the scanners have to find in a copy of the program."""

import http.client
import pickle
import subprocess

import requests
from flask import current_app, redirect, request, url_for
from markupsafe import Markup
from sqlalchemy import text


def planted(connection, token, given, mac):
    current_app.logger.info("came in with %s", token)  # token-in-log
    shown = Markup(f"<b>{given}</b>")  # value-as-markup
    connection.execute(text(f"SELECT * FROM account WHERE email = '{given}'"))  # statement-from-values
    requests.get(given)  # careless-request
    http.client.HTTPSConnection(given)  # careless-request
    link = request.host_url + "e/"  # host-of-the-request
    other = url_for("respond.start", _external=True)  # host-of-the-request
    kept = pickle.loads(given)  # unsealed-pickle
    if mac == given:  # compared-in-plain
        return redirect(request.args.get("next"))  # redirect-to-a-value
    subprocess.run(given, shell=True)  # bandit
    return shown, link, other, kept
