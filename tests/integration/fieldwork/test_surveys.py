"""What is kept of a survey."""

from __future__ import annotations

from builders import at_the_same_time, complaint

from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.fieldwork.surveys import approve_subjects, known_kinds


def test_all_kinds_of_the_register_are_known_each_once(database):
    kinds = [f"soort {number:02}" for number in range(60)]
    with database.transaction() as session:
        session.add_all(complaint(kind=kind) for kind in (*kinds, *kinds, ""))

    with database.reader() as session:
        assert known_kinds(session) == kinds


def test_without_complaints_no_kind_is_known(database):
    with database.reader() as session:
        assert known_kinds(session) == []


def test_of_two_who_approve_other_subjects_at_the_same_time_both_count(database):
    pages = iter(({"Afval"}, {"Schuldhulp"}))

    def approve(session):
        survey, page = find_survey(session, "klachtbehandeling"), next(pages)
        approve_subjects(session, survey, offered=page, approved=page)

    at_the_same_time(database, approve)

    with database.reader() as session:
        assert find_survey(session, "klachtbehandeling").shown_subjects == ["Afval", "Schuldhulp"]


def test_approving_changes_only_what_was_offered(database):
    with database.transaction() as session:
        survey = find_survey(session, "klachtbehandeling")
        survey.shown_subjects = ["Afval", "Schuldhulp"]
        session.flush()
        approve_subjects(session, survey, offered={"Afval", "Zorg"}, approved={"Zorg", "Niet aangeboden"})

    with database.reader() as session:
        assert find_survey(session, "klachtbehandeling").shown_subjects == ["Schuldhulp", "Zorg"]
