"""Whom we call is for the operator to say: every part that can call another server is listed."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CALLERS = re.compile(
    r"(requests|urllib3|urllib\.request|http\.client|httpx|aiohttp|smtplib|imaplib|imapclient|poplib|ftplib"
    r"|telnetlib|xmlrpc|socket|socketserver|ssl|dns|redis|rq|psycopg|flask_mail|paramiko|subprocess|os\.popen"
    r"|authlib\.integrations|limits\.storage)(\.|$)"
)
"""Modules with which a program can reach another."""
ERRORS = re.compile(r"\.(exceptions?|errors?)$")
MESSAGES, DNS = "integration/fieldwork/messages", "integration/operate/test_dns_records.py"
KNOWN = {
    "enquete_app/outgoing.py": ("", "unit/test_outgoing.py::test_nobody_sends_us_elsewhere"),
    "enquete_app/team/provider.py": (
        "OIDC_ISSUER",
        "integration/team/openid/test_careful.py::test_a_provider_that_sends_us_elsewhere_is_not_followed",
    ),
    "enquete_app/fieldwork/messages/mailer.py": (
        "MAIL_SERVER",
        f"{MESSAGES}/test_mail_server.py::test_a_server_that_does_not_greet_is_not_waited_for",
    ),
    "enquete_app/fieldwork/messages/bounces/mailbox.py": (
        "BOUNCE_IMAP_SERVER",
        f"{MESSAGES}/bounces/test_reading_the_mailbox.py::test_a_server_that_falls_silent_is_not_waited_for",
    ),
    "enquete_app/operate/dns_records.py": (
        "MAIL_FROM",
        f"{DNS}::test_a_silent_name_server_is_not_waited_for_longer_than_once",
    ),
    "enquete_app/operate/dns_lookups.py": (
        "MAIL_FROM",
        f"{DNS}::test_a_silent_name_server_is_not_waited_for_longer_than_once",
    ),
    "enquete_app/operate/check.py": (
        "REDIS_URL",
        "integration/operate/test_check.py::test_a_fault_in_dns_is_a_fault",
    ),
    "enquete_app/cli/work.py": (
        "REDIS_URL",
        "integration/jobs/test_redis_outage.py::test_the_tick_comes_back_with_redis",
    ),
    "enquete_app/jobs/queue.py": (
        "REDIS_URL",
        "unit/jobs/test_queue.py::test_a_redis_that_hangs_keeps_nobody_waiting",
    ),
    "enquete_app/web/limits.py": (
        "REDIS_URL",
        "unit/web/test_limits.py::test_a_redis_that_hangs_keeps_nobody_waiting",
    ),
    # It looks whether the address of Redis is one, and calls nobody.
    "enquete_app/settings.py": (
        "REDIS_URL",
        "unit/test_config.py::test_a_value_that_cannot_be_used_is_named",
    ),
    "enquete_app/register/cases/calling.py": (
        "ZGW_ZAKEN_URL",
        "unit/register/cases/test_calling.py::test_a_redirect_is_not_followed_and_takes_no_token_along",
    ),
    "enquete_app/jobs/faults.py": (
        "REDIS_URL",
        "integration/operate/test_health.py::test_a_queue_that_is_there_is_well",
    ),
    "enquete_app/operate/servers.py": (
        "REDIS_URL",
        "integration/operate/test_health.py::test_a_queue_that_is_there_is_well",
    ),
    "enquete_app/operate/health.py": (
        "REDIS_URL",
        "integration/operate/test_health.py::test_a_queue_that_is_there_is_well",
    ),
    "enquete_app/dumping.py": (
        "DATABASE_URL",
        "integration/operate/test_backup.py::test_a_backup_can_be_made_while_somebody_writes",
    ),
    "enquete_app/engines.py": (
        "DATABASE_URL",
        "integration/test_db.py::test_a_statement_that_takes_too_long_is_broken_off",
    ),
    "enquete_app/jobs/thread.py": (
        "",
        "integration/jobs/test_workers.py::test_results_are_built_in_a_process_of_their_own",
    ),
}
"""Each part that can call another program: which setting alone names that, and a test of its limits."""


def _imports(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _callers():
    return {
        str(module.relative_to(ROOT))
        for module in (ROOT / "enquete_app").rglob("*.py")
        if any(
            CALLERS.match(name) and not ERRORS.search(name.rpartition(".")[0] or name)
            for name in _imports(module)
        )
    }


def test_every_part_that_can_call_another_program_is_listed():
    assert _callers() == KNOWN.keys()


@pytest.mark.parametrize("module", KNOWN)
def test_it_is_named_by_a_setting_and_never_by_a_request(module):
    """Nothing of the request stands in a module that calls, but the answer that a browser brings back."""
    source = (ROOT / module).read_text(encoding="utf-8")
    setting, _ = KNOWN[module]
    # Who has no Flask speaks of its own requests.
    taken = set(re.findall(r"request\.(\w+)", source if "from flask import" in source else "")) - (
        {"args"} if module.endswith("provider.py") else set()
    )

    assert taken <= ({"remote_addr", "blueprint"} if module.endswith("limits.py") else set())
    settings = "".join((ROOT / each).read_text() for each in ("config.py", "enquete_app/zgw_settings.py"))
    assert not setting or re.search(rf"^    {setting}: ", settings, re.MULTILINE)


@pytest.mark.parametrize("named", sorted({test for _, test in KNOWN.values()}))
def test_the_test_of_its_limits_is_there(named):
    file, _, function = named.partition("::")

    assert f"def {function}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")
