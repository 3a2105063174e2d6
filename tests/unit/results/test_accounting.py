"""The account of a report: its facts, and the words made of them."""

import json
from dataclasses import replace
from datetime import date

import pytest
from invented_waves import invented, kept

from enquete_app.fieldwork.models import WaveState
from enquete_app.results.account import Account
from enquete_app.results.account_wording import account_in_words
from enquete_app.results.as_csv import as_csv
from enquete_app.results.backing import Backing
from enquete_app.results.backing_layout import lay_out_backing
from enquete_app.results.building import build_report
from enquete_app.results.report import Report

NEW = ("representativeness", "weights", "waiting", "account")


@pytest.fixture
def report(db, make_wave):
    people = invented(1, answer=0.7)
    numbers = {"invited": 300, "delivered": 300, "reminded": 200, "completed": len(people.replies)}
    wave = make_wave(people.replies, eligible=400, closes_on=date(2025, 6, 12), **numbers)
    background = replace(people.background, first_mail_on=date(2025, 5, 15), last_mail_on=date(2025, 5, 15))
    db.add(kept(wave.id, background))
    db.flush()
    return build_report(db, wave)


@pytest.fixture
def said():
    """All sentences of a report's account, with their gaps filled."""

    def said(report):
        return [
            each.text % {**each.values, **{name: ", ".join(words) for name, words in each.words.items()}}
            for chapter in account_in_words(report)
            for each in chapter.sentences
        ]

    return said


def changed(report, **values):
    """A report of which the account of the first draw differs."""
    account = report.backing.account
    draw = replace(account.draws[0], **values)
    return replace(report, backing=replace(report.backing, account=replace(account, draws=(draw,))))


def test_everything_survives_being_text(report):
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_report_of_an_earlier_release_lacks_it_and_can_be_read(report, questionnaire):
    body = {name: value for name, value in report.to_json().items() if name not in NEW}
    old = Report.from_json(body)
    assert old.backing is None
    assert old.to_json() == body
    assert account_in_words(old) == ()
    assert lay_out_backing(old, questionnaire) is None


def test_days_are_days_again(report):
    account = report.backing.account
    assert Account.from_json(account.to_json()) == account
    assert account.to_json()["closes_on"] == "2025-06-12"
    assert Backing.from_json({}) is None


def test_a_census_is_told_from_a_sample(report, said):
    assert "Iedereen die meetelde is gevraagd: 400 mensen. Er is geen steekproef." in said(report)
    sampled = said(changed(report, selected=100))
    assert any(
        "een steekproef van 100 mensen getrokken, met voor iedereen dezelfde" in each for each in sampled
    )
    by_groups = said(changed(report, selected=100, by=("handling", "channel"), strata=6))
    assert any("in 6 groepen naar wijze van afhandeling, kanaal." in each for each in by_groups)


def test_repeat_complainants_and_whom_nobody_could_reach_are_counted(report, said):
    gates = {"kind_not_in_survey": 134, "no_email": 21, "invalid_email": 3, "same_person": 19}
    sentences = said(changed(report, excluded=gates))
    assert any("vielen er 19 zaken af" in each for each in sentences)
    assert any(each.startswith("24 zaken telden niet mee") for each in sentences)
    assert "Over andere soorten zaken zeggen de cijfers niets: 134 in het register." in sentences
    none = said(changed(report, excluded={}))
    assert not any("vielen" in each or "niet mee omdat" in each for each in none)


def test_what_weights_cannot_mend_is_said(report, said):
    silent = 300 - report.fieldwork.completed
    assert any(
        each.startswith(f"{silent} van de 300 uitgenodigde mensen antwoordden niet.")
        and "Wegen verhelpt dat niet" in each
        for each in said(report)
    )


def test_why_there_are_no_weights_is_said(db, make_wave, said):
    few = build_report(db, make_wave(invented(1).replies, completed=100, invited=300))
    assert "Naar de populatie wegen kan niet: de populatie is niet op tijd geteld." in said(few)


def test_a_sealed_wave_tells_of_its_fieldwork_alone(db, make_wave, said):
    sealed = build_report(db, make_wave(state=WaveState.SEALED, invited=10, completed=3))
    assert len(account_in_words(sealed)) == 2
    assert not any("cijfers" in each for each in said(sealed))
    assert sealed.backing.weights is None


def test_the_page_has_the_tables(report, questionnaire):
    backing = lay_out_backing(report, questionnaire)
    assert [table.title for table in backing.compositions] == [
        "Wijze van afhandeling",
        "Oordeel van de gemeente",
        "Domein",
    ]
    assert backing.compared[0].label == "Gemiddeld rapportcijfer"
    assert len(backing.compared[0].figures) == 1 + len(backing.weightings)
    assert dict(backing.waiting)["De helft hoogstens (mediaan)"] == "30"
    assert {each.id for each in backing.questions} >= {"V1", "V2", "V3", "V10"}


def test_the_csv_has_the_new_figures(report, questionnaire):
    lines = as_csv(report, questionnaire).splitlines()
    assert "waiting,,,median,30.0,in days" in lines
    assert any(line.startswith("representativeness,handling,formeel,population_count,") for line in lines)
    assert any(line.startswith("weighted_raked,grade,,mean,") for line in lines)
