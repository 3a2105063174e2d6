"""Mail servers that answer what no server should, word by word."""

import socket
from datetime import timedelta
from threading import Thread

import pytest
from builders import MORNING

from enquete_app.jobs.due import run_due

HOUR = timedelta(hours=1)

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("people", [1]),
]


class WordByWord:
    """Says `250 ok` to everything but what it is told to answer otherwise; to `content` after a mail.

    An answer that ends with `!` is its last: it hangs up.
    """

    def __init__(self, **answers):
        self.answers = answers
        self.contents = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines):
        _say(lines, "220 ready")
        while verb := lines.readline().decode().split(" ")[0].strip().lower():
            answer = self.answers.get(verb, "354 go on" if verb == "data" else "250 ok")
            _say(lines, answer)
            if answer.startswith("354"):
                while lines.readline() not in {b".\r\n", b""}:
                    pass
                self.contents += 1
                _say(lines, answer := self.answers.get("content", "250 ok"))
            if answer.endswith("!") or verb == "quit":
                return


def _say(lines, answer):
    lines.write(f"{answer}\r\n".encode())
    lines.flush()


@pytest.fixture
def talk_twice(wave):
    """Run twice, an hour apart; gives how many mails the server was handed."""

    def talk_twice(**answers):
        with WordByWord(**answers) as server:
            wave.extensions["mail"].port = server.port
            list(run_due(wave, MORNING))
            list(run_due(wave, MORNING + HOUR))
        return server.contents

    return talk_twice


@pytest.mark.parametrize("answer", ["251 will forward", "200 fine", "252 probably"])
def test_any_yes_to_the_content_is_a_yes(talk_twice, states, answer):
    assert talk_twice(content=answer) == 1
    assert states() == {("sent", None): 1}


@pytest.mark.parametrize("answer", ["garbage", "25", "354 go on", "199 wait", "650 beyond"])
def test_an_answer_to_the_content_that_is_none_leaves_it_uncertain(talk_twice, states, answer):
    assert talk_twice(content=answer) == 1
    assert states() == {("uncertain", None): 1}


def test_a_server_that_refuses_an_address_and_hangs_up_has_refused_it(wave, talk_twice, states):
    talk_twice(rcpt="550 5.1.1 no such mailbox!")

    assert states() == {("failed", "refused"): 1}


def test_a_server_that_asks_for_later_and_hangs_up_counts_as_away(talk_twice, states):
    talk_twice(mail="421 closing!")

    assert states() == {("retry", "SMTPServerDisconnected"): 1}
