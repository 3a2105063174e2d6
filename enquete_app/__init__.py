"""Enquete: how people whose complaint was closed experienced the handling."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from enquete_app.cli.commands import register_commands
from enquete_app.db import Database
from enquete_app.fieldwork.messages.mailer import init_mail
from enquete_app.jobs.waking import start_work_thread
from enquete_app.keys import Keyring
from enquete_app.operate.metrics import init_metrics
from enquete_app.operate.surface import register_operating
from enquete_app.respond import CSRF_EXEMPT, respond
from enquete_app.team import team
from enquete_app.team.entry import refuse_strangers
from enquete_app.team.language import use_chosen
from enquete_app.team.questionnaires_adding import allow_larger_files
from enquete_app.team.register.uploads import allow_large_uploads
from enquete_app.web.addresses import init_addresses, refuse_other_hosts
from enquete_app.web.cookies import init_cookies
from enquete_app.web.csrf import FormProtection
from enquete_app.web.errors import init_errors
from enquete_app.web.fragments import init_fragments
from enquete_app.web.headers import init_headers
from enquete_app.web.house_style import init_house_style
from enquete_app.web.language import init_language
from enquete_app.web.limits import init_limits
from enquete_app.web.request_log import init_request_log, number_requests
from enquete_app.web.server_logs import init_server_logs
from enquete_app.web.transaction import init_transactions

if TYPE_CHECKING:
    from config import Config

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def create_app(config: Config) -> Flask:
    """Wire the parts together.

    Args:
        config: the settings.

    Returns:
        The application. It connects to nothing and starts nothing until it is used.
    """
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder="web/static")
    app.config.from_object(config)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.extensions["database"] = Database(config.DATABASE_URL)
    app.extensions["keyring"] = Keyring(config.SECRET_KEY, config.SECRET_KEY_FALLBACKS, config.CONTACT_KEY)
    if config.TRUSTED_PROXIES:
        hops = config.TRUSTED_PROXIES
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    init_cookies(app)
    init_addresses(app)
    # The order matters: what is registered first runs last after a request.
    init_headers(app)
    init_metrics(app)
    init_request_log(app)
    init_transactions(app)
    init_language(app)
    init_fragments(app)
    init_house_style(app)
    init_errors(app)
    init_mail(app)
    init_limits(app, config.REDIS_URL)
    init_server_logs()
    app.before_request(refuse_other_hosts)
    # Before the protection against forgery, which reads the form.
    app.before_request(use_chosen)
    app.before_request(refuse_strangers)
    app.before_request(allow_large_uploads)
    app.before_request(allow_larger_files)
    csrf = FormProtection(app)
    for view in CSRF_EXEMPT:
        csrf.exempt(view)
    app.register_blueprint(respond)
    app.register_blueprint(team)
    register_operating(app)
    number_requests(app)
    if config.WORKER == "thread" and not config.TESTING:
        start_work_thread(app)
    register_commands(app)
    return app
