"""The whole way from the link to the ballot box, on both databases."""

from sqlalchemy import func, select

from enquete_app.answers.models import Ballot, Draft


def test_what_was_typed_is_sent_sealed_and_nothing_else_is_left_of_it(begun, ballots, database):
    answers = {"V1_anders": "Per duif", "V3": 3, "V4c": 2, "V6_1": 5, "V7": "Traag: “üñ☕漢🏳️‍🌈”", "V10": 1}
    begun.go_to("controle", **answers).press("go", "send")

    assert "Hartelijk dank voor uw deelname." in begun.text
    assert ballots() == [answers | {"V1": 5}]
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert b"duif" not in session.scalars(select(Ballot.sealed)).one()


def test_control_characters_are_left_out(begun, ballots):
    begun.go_to("tip").next(V11="\0a\x1bb\x7f\0").press("go", "send")

    assert ballots() == [{"V11": "ab"}]


def test_sending_twice_counts_once_and_says_so_kindly(begun, ballots):
    begun.go_to("controle")
    address, form = begun.url, {**begun.form(), "go": "send"}
    for _ in range(2):
        begun.open(address, form)

        assert (begun.status, begun.page_id) == (200, "verstuurd")
    assert len(ballots()) == 1


def test_a_draft_begun_here_is_finished_on_another_device(begun, visitor, person, ballots):
    begun.next(V1=2).next(V3=1)
    other = visitor().open(person.link).press("go", "start")
    assert other.page_id == "procedure"
    other.next(V4a=1).back().back().back()
    assert other.value("V1") == "2"
    other.go_to("controle").press("go", "send")
    begun.next(V4a=2)

    assert (begun.status, begun.heading) == (200, "Uw antwoorden zijn al verstuurd")
    assert ballots() == [{"V1": 2, "V3": 1, "V4a": 1}]
