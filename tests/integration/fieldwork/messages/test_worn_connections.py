"""Mail servers that take only so many mails over one connection, or from one client in a minute."""

from collections import Counter
from itertools import count

import pytest
from builders import MORNING
from smtp_server import HANG_UP

from enquete_app.jobs.due import run_due

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("people", [12]),
]


@pytest.fixture
def with_a_limit(smtp):
    """Let the server answer so to each sender beyond so many over one connection."""

    def with_a_limit(answer, most):
        began = Counter()

        def at_mail():
            began[smtp.sessions] += 1
            return answer if began[smtp.sessions] > most else None

        smtp.at_mail = at_mail

    return with_a_limit


@pytest.mark.parametrize("answer", ["452 4.5.3 too many messages", "421 4.7.0 too many", HANG_UP])
@pytest.mark.parametrize("most", [1, 5])
def test_a_connection_that_is_worn_out_is_replaced_and_costs_nobody_a_try(
    wave, smtp, states, with_a_limit, answer, most
):
    with_a_limit(answer, most)

    lines = list(run_due(wave, MORNING))

    assert "12 invitations sent" in lines
    assert states() == {("sent", None): 12}
    assert set(smtp.by_message_id().values()) == {1}
    assert smtp.sessions == -(-12 // most)


def test_a_server_that_takes_nothing_more_from_us_now_is_not_asked_for_everybody(wave, smtp, untouched):
    number = count()
    smtp.at_mail = lambda: None if next(number) < 1 else "450 4.7.1 too much mail from you"

    lines = list(run_due(wave, MORNING))

    assert lines[0] == "1 invitations sent"
    assert "10 messages in a row did not get through" in lines[2]
    assert untouched() == 1


def test_a_content_that_was_cut_is_not_sent_over_another_connection(wave, smtp, states):
    number = count()
    smtp.at_data = lambda: HANG_UP if next(number) == 1 else None

    list(run_due(wave, MORNING))

    assert states() == {("sent", None): 11, ("uncertain", None): 1}
    assert len(smtp.tried) == 12
