"""Versions of the texts are kept, and a running wave keeps its own."""

import threading
from email import message_from_bytes, policy

import pytest
from builders import DRAW_DAY, MORNING, drawn_wave
from sqlalchemy import select
from texts_builders import MADE_AT, WHO, kept, written

from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.fieldwork.messages.mails import write
from enquete_app.fieldwork.messages.previewing import Example, render_preview
from enquete_app.fieldwork.models import Message, TextEdition, Wave, WaveState
from enquete_app.fieldwork.texts.comparing import Mark, differences
from enquete_app.fieldwork.texts.editions import (
    AlreadyMailedError,
    ChangedMeanwhileError,
    EditionError,
    FaultyError,
    find_edition,
    newest_edition,
    number_of,
    open_waves,
    put_back,
    texts_of,
    use_newest,
)
from enquete_app.fieldwork.texts.placeholders import Text, TextKind
from enquete_app.fieldwork.texts.standard import standard_text
from enquete_app.jobs.due import sender_of


@pytest.fixture
def session(database):
    with database.session() as session:
        yield session


@pytest.fixture
def survey(session):
    return find_survey(session, "klachtbehandeling")


def numbers(session):
    return list(session.scalars(select(TextEdition.number).order_by(TextEdition.number)))


def mail_of(session, app, wave):
    wave.closes_on = DRAW_DAY
    message = session.scalars(select(Message).order_by(Message.id.desc())).first()
    mail = write(message, sender_of(app), MORNING)
    return message_from_bytes(mail.content, policy=policy.default)


def plain(mail):
    return mail.get_body(("plain",)).get_content()


def test_a_survey_begins_with_the_built_in_texts(session, survey):
    assert newest_edition(session, survey) is None
    assert number_of(None) == 0
    assert find_edition(session, survey, 0) is None


def test_each_change_makes_a_version_that_tells_who_and_when(session, survey):
    kept(session, written("Een"), note="  eerste\n keer ")
    kept(session, written("Twee"))

    newest = newest_edition(session, survey)
    first = find_edition(session, survey, 1)
    assert (newest.number, newest.made_by, newest.made_at) == (2, WHO, MADE_AT)
    assert first.note == "eerste keer"
    assert first.texts["invitation"]["nl"]["body"].endswith("Een")
    assert newest.texts["invitation"]["nl"]["body"].endswith("Twee")


def test_a_text_that_stays_as_it_is_makes_no_version(session):
    assert kept(session, standard_text(TextKind.INVITATION, "nl")) is None
    kept(session)
    spaced = Text(f" {written().subject} ", written().body.replace("\n", " \r\n") + "\n\n")
    assert kept(session, spaced) is None
    assert numbers(session) == [1]


def test_a_text_like_the_built_in_one_is_not_the_surveys_own_any_more(session, survey):
    kept(session)
    kept(session, kind=TextKind.REMINDER)
    kept(session, standard_text(TextKind.INVITATION, "nl"))

    assert set(texts_of(newest_edition(session, survey))) == {"reminder"}


def test_no_version_is_made_of_a_faulty_text(session):
    with pytest.raises(FaultyError) as refused:
        kept(session, Text("Uw klacht", "Zonder link"))

    assert {each.what for each in refused.value.found} >= {"link", "minuten"}
    assert numbers(session) == []


def test_who_typed_on_an_older_version_of_this_text_is_told(session):
    kept(session, written("Een"))
    with pytest.raises(ChangedMeanwhileError) as refused:
        kept(session, written("Twee"), based_on=0)

    assert refused.value.edition.number == 1
    assert kept(session, written("Twee"), based_on=1).number == 2


def test_who_typed_while_another_text_changed_is_not_bothered_and_both_stay(session, survey):
    kept(session, kind=TextKind.REMINDER)
    made = kept(session, based_on=0)

    assert set(made.texts) == {"invitation", "reminder"}


def test_two_at_the_same_moment_make_two_versions(app, database):
    def save(kind):
        with app.app_context(), database.transaction() as session:
            kept(session, kind=kind, based_on=0)

    threads = [threading.Thread(target=save, args=(kind,)) for kind in TextKind]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reader() as session:
        assert numbers(session) == [1, 2, 3, 4]
        newest = newest_edition(session, find_survey(session, "klachtbehandeling"))
        assert set(newest.texts) == set(TextKind)


def test_putting_back_makes_a_new_version_and_removes_none(session, survey):
    kept(session, written("Een"))
    kept(session, written("Twee"))
    made = put_back(session, survey, 1, who=WHO, now=MADE_AT, note="terug")
    assert (made.number, made.texts) == (3, find_edition(session, survey, 1).texts)

    made = put_back(session, survey, 0, who=WHO, now=MADE_AT, note="standaard")
    assert (made.number, made.texts) == (4, {})
    assert put_back(session, survey, 0, who=WHO, now=MADE_AT, note="") is None
    assert numbers(session) == [1, 2, 3, 4]


def test_what_would_not_be_accepted_any_more_is_not_put_back(session, survey):
    edition = kept(session)
    edition.texts = {"invitation": {"nl": {"subject": "Uw klacht", "body": "x"}}}
    kept(session, kind=TextKind.REMINDER, based_on=1)

    with pytest.raises(FaultyError):
        put_back(session, survey, 1, who=WHO, now=MADE_AT, note="")
    with pytest.raises(EditionError):
        put_back(session, survey, 9, who=WHO, now=MADE_AT, note="")


def test_a_running_wave_keeps_the_texts_it_was_drawn_with(session, survey, app, keyring):
    kept(session, written("Eerste versie."))
    wave = drawn_wave(session, keyring, people=1).wave
    kept(session, written("Tweede versie."))
    kept(session, written("Nieuwe herinnering.", TextKind.REMINDER), TextKind.REMINDER)

    assert "Eerste versie." in plain(mail_of(session, app, wave))
    message = session.scalars(select(Message)).one()
    message.kind = TextKind.REMINDER.value
    session.flush()
    session.expire_all()
    assert "Nieuwe herinnering." not in plain(mail_of(session, app, session.get(Wave, wave.id)))
    assert [each.text_edition.number for each in open_waves(session, survey)] == [1]


def test_a_wave_of_the_built_in_texts_keeps_those(session, app, keyring):
    wave = drawn_wave(session, keyring, people=1).wave
    kept(session, written("Eigen versie."))

    assert "Eigen versie." not in plain(mail_of(session, app, wave))


def test_a_wave_that_has_mailed_nothing_may_move_to_the_newest_texts(session, app, keyring):
    wave = drawn_wave(session, keyring, people=1).wave
    kept(session, written("Eigen versie."))

    assert use_newest(session, wave).number == 1
    assert "Eigen versie." in plain(mail_of(session, app, wave))
    with pytest.raises(AlreadyMailedError):
        use_newest(session, wave)


def test_a_closed_wave_does_not_move(session, keyring):
    wave = drawn_wave(session, keyring, people=1).wave
    wave.state = WaveState.SEALED

    with pytest.raises(AlreadyMailedError):
        use_newest(session, wave)


def test_a_language_without_its_own_text_gets_the_built_in_one(session, app, keyring):
    kept(session, written("Alleen in het Nederlands."))
    wave = drawn_wave(session, keyring, people=1, language="en").wave
    mail = mail_of(session, app, wave)

    assert mail["Content-Language"] == "en"
    assert "questions" in mail["Subject"]
    assert "Alleen" not in plain(mail)


def test_accents_and_emoji_arrive_and_an_own_text_is_equal_in_both_parts(session, app, keyring):
    subject = "Hoe was het contact? 🙂 Één vraag over café’s"
    kept(session, Text(subject, written("PS: **naïef** geschreven – 🙂\n- één\n- https://a.example/x.").body))
    mail = mail_of(session, app, drawn_wave(session, keyring, people=1).wave)

    assert mail["Subject"] == subject
    assert "PS: naïef geschreven – 🙂" in plain(mail)
    assert "<strong>naïef</strong>" in mail.get_body(("html",)).get_content()
    assert max(map(len, mail.as_bytes().splitlines())) <= 998


def test_differences_show_lines_against_what_was_in_force(app):
    with app.app_context():
        own = {
            "invitation": {"nl": {"subject": "Anders", "body": standard_text(TextKind.INVITATION, "nl").body}}
        }
        [found] = differences({}, own)

    assert (found.kind, found.language) == (TextKind.INVITATION, "nl")
    assert [line for mark, line in found.lines if mark is Mark.ADDED] == ["Anders"]
    assert [mark for mark, _ in found.lines].count(Mark.REMOVED) == 1
    assert differences(own, own) == ()


def test_a_preview_says_what_the_mail_would_and_leads_nowhere(app):
    example = Example(base_url="https://enquete.example", today=DRAW_DAY, minutes=5)
    shown = render_preview({}, TextKind.INVITATION, "en", example)

    assert "11 June 2025" in shown.text
    assert "16 March 2025" in shown.text
    assert "https://enquete.example/proefmail?taal=en" in shown.text.splitlines()
    assert "/e/" not in shown.html


def test_a_preview_of_a_letter_has_a_code_that_can_be_none(app, keyring):
    shown = render_preview(
        {}, TextKind.LETTER, "nl", Example(base_url="https://enquete.example", today=DRAW_DAY, minutes=5)
    )

    assert "XXXX-XXXX-XXXX-XXXX" in shown.text
    assert "enquete.example/code" in shown.text
    assert "enquete.example/echt\n" in shown.text
    assert "https://" not in shown.text
