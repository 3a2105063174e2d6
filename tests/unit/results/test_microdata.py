"""What leaves as microdata, and above all what does not."""

from collections import Counter
from fractions import Fraction

import pytest
from sqlalchemy import update

from enquete_app.fieldwork.models import Draw, WaveState
from enquete_app.questionnaire import CodeField, parse
from enquete_app.results.as_codebook import as_codebook
from enquete_app.results.as_r import as_r, quoted
from enquete_app.results.as_sav import as_sav
from enquete_app.results.building import build_report
from enquete_app.results.microdata import WithheldError, base_weight, microdata_of
from enquete_app.results.report import StillOpenError
from enquete_app.results.speaking import words_in
from enquete_app.results.variables import FACTS, WEIGHT, Measure, asked_variables

KNOWN = {"handling": "informeel", "judgement": "ongegrond", "domain": "Sociaal domein", "language": "nl"}


@pytest.fixture
def take(db, questionnaire):
    """Take the microdata of a wave, and its columns by name."""

    def take(wave, **options):
        data = microdata_of(db, wave, build_report(db, wave), questionnaire, **options)
        names = [each.name for each in data.variables]
        return data, dict(zip(names, zip(*data.rows, strict=True), strict=True))

    return take


def people(count, **facts):
    return [(KNOWN | facts, {"V3": 1 + number % 4, "V10": 1 + number % 10}) for number in range(count)]


def words(data, name):
    [variable] = [each for each in data.variables if each.name == name]
    return variable.values


def test_the_columns_are_the_choices_then_the_facts_then_the_weight(take, example_wave, questionnaire):
    _, columns = take(example_wave)
    choices = [each.name for each in questionnaire.fields.values() if isinstance(each, CodeField)]

    assert list(columns) == [*choices, *FACTS.values(), WEIGHT]


def test_every_column_holds_what_was_answered(take, example_wave, example, questionnaire):
    _, columns = take(example_wave)

    for name, field in questionnaire.fields.items():
        if isinstance(field, CodeField):
            assert Counter(columns[name]) == Counter(answers.get(name) for _, answers in example), name


def test_nothing_that_somebody_wrote_is_in_any_file(take, make_wave, questionnaire):
    typed = {"V1": 5, "V1_anders": "Geheim-1", "V6_1": 5, "V7": "Geheim-2", "V10": 4, "V11": "Geheim-3"}
    data, _ = take(make_wave([(KNOWN, typed)] * 12))

    for content in (as_sav(data), as_r(data).encode(), as_codebook(data).encode()):
        assert b"Geheim" not in content


def test_rows_and_files_do_not_depend_on_the_order_of_the_responses(take, make_wave, example):
    first, _ = take(make_wave(example))
    second, _ = take(make_wave(example[::-1]))

    assert first.rows == second.rows
    assert as_sav(first).replace(b"1: ", b"2: ") == as_sav(second)


def test_a_value_of_fewer_than_ten_people_is_not_told(take, make_wave):
    data, columns = take(make_wave([*people(30), *people(10, domain="Fysiek"), *people(9, domain="Haven")]))

    assert words(data, "domein") == {0: "onbekend of niet getoond", 1: "Sociaal domein"}
    # The ten of the other domain go with the nine, who would be known by what is left.
    assert Counter(columns["domein"]) == {1: 30, 0: 19}
    assert b"Haven" not in as_sav(data)


def test_what_is_not_told_is_of_enough_people_itself(take, make_wave):
    data, columns = take(make_wave([*people(30), *people(12, domain="Fysiek"), *people(11, domain="Haven")]))

    assert Counter(columns["domein"]) == {1: 12, 2: 11, 3: 30}
    assert list(words(data, "domein").values())[1:] == ["Fysiek", "Haven", "Sociaal domein"]


def test_what_the_report_hides_is_not_told(take, make_wave):
    # Ten people, but nine grades: the breakdown hides them, and the next group with them.
    ungraded = [(KNOWN | {"judgement": "gegrond"}, {"V3": 1})]
    wave = make_wave(
        [*people(30), *people(9, judgement="gegrond"), *ungraded, *people(20, judgement="deels")]
    )

    data, columns = take(wave)

    assert list(words(data, "oordeel").values()) == ["onbekend of niet getoond", "ongegrond"]
    assert Counter(columns["oordeel"]) == {0: 30, 1: 30}


def test_a_combination_of_too_few_costs_the_least_important_facts(take, make_wave):
    # Storing refuses such a combination; should it ever be there, it goes no further.
    formal = [*people(20, handling="formeel"), *people(4, handling="formeel", language="en")]
    data, columns = take(make_wave([*people(30), *people(16, language="en"), *formal]))

    assert words(data, "taal") == {0: "onbekend of niet getoond"}
    assert Counter(columns["behandeling"]) == {1: 24, 2: 46}
    facts = zip(*(columns[name] for name in FACTS.values()), strict=True)
    assert min(Counter(facts).values()) >= 5


def test_with_nine_people_no_fact_is_told(take, make_wave):
    data, _ = take(make_wave(people(9)))

    assert all(words(data, name) == {0: "onbekend of niet getoond"} for name in FACTS.values())


def test_an_open_wave_gives_nothing(db, make_wave, questionnaire, example):
    report = build_report(db, make_wave(example))
    wave = make_wave(example, state=WaveState.OPEN)

    with pytest.raises(StillOpenError):
        microdata_of(db, wave, report, questionnaire)


@pytest.mark.parametrize("replies", [0, 4])
def test_too_few_answers_give_nothing(take, make_wave, replies):
    with pytest.raises(WithheldError, match=r"^Wave 1 has no answers that can be given out\.$"):
        take(make_wave(people(replies)))


def test_a_wave_opened_into_another_gives_nothing_and_the_other_gives_all(take, make_wave):
    later = make_wave(people(12))
    earlier = make_wave(opened_into_id=later.id)

    with pytest.raises(WithheldError, match=r"; they are with those of wave 1\.$"):
        take(earlier)
    assert len(take(later)[0].rows) == 12


@pytest.mark.parametrize(
    ("strata", "weight"),
    [
        ([(336, 336)], Fraction(1)),
        ([(300, 100), (30, 10)], Fraction(3)),
        ([(300, 100), (30, 30)], None),
        ([(300, 100), (30, 0)], None),
        ([(300, 100), (0, 0)], Fraction(3)),
    ],
)
def test_the_base_weight_is_known_where_all_had_the_same_chance(db, make_wave, strata, weight):
    wave = make_wave(people(12))
    design = [{"key": {}, "population": people, "selected": drawn} for people, drawn in strata]
    db.execute(update(Draw).where(Draw.wave_id == wave.id).values(strata=design))
    db.expire_all()

    assert base_weight(db, wave) == weight


def test_without_one_weight_there_is_no_column(db, take, make_wave):
    wave = make_wave(people(12))
    design = [{"key": {}, "population": 40, "selected": each} for each in (10, 20)]
    db.execute(update(Draw).where(Draw.wave_id == wave.id).values(strata=design))
    db.expire_all()

    assert WEIGHT not in take(wave)[1]


def test_measures_and_missing_codes_are_those_of_the_questionnaire(questionnaire):
    found = asked_variables(questionnaire, words_in("nl"), "nl")

    assert {name: each.measure for name, each in found.items() if name in {"V1", "V6_1", "V10"}} == {
        "V1": Measure.NOMINAL,
        "V6_1": Measure.ORDINAL,
        "V10": Measure.SCALE,
    }
    assert {name for name, each in found.items() if each.missing == (6,)} == {
        line.id for line in questionnaire.statements
    }
    assert found["V4a"].rules == ("Alleen gevraagd bij V3 = 1 (Ja).",)
    [rule] = found["V9_2"].rules
    assert rule.startswith("Telt in de samenhang alleen mee bij V5 = 1 (Ja, ")


def test_labels_are_in_the_language_asked_for_and_names_are_not(take, example_wave):
    dutch, english = (take(example_wave, language=language)[0] for language in ("nl", "en"))

    assert [each.name for each in dutch.variables] == [each.name for each in english.variables]
    assert dutch.rows == english.rows
    assert english.variables[0].label == "How did you submit the complaint?"
    assert "unknown or not shown" in words(english, "behandeling").values()


@pytest.mark.parametrize(("name", "becomes"), [("BY", "BY_2"), ("Oordeel", "Oordeel_2"), ("Va", "Va")])
def test_a_question_never_takes_a_name_that_is_taken(name, becomes):
    text = MICRO.replace("NAME", name)
    found = asked_variables(parse(text), words_in("nl"), "nl")

    assert found[name].name == becomes


def test_the_codebook_tells_every_variable_and_code_and_escapes(take, example_wave, questionnaire):
    data, _ = take(example_wave)
    page = as_codebook(data)

    assert all(f'<h3 id="{each.name}">' in page for each in data.variables)
    assert "niet eens/ niet oneens" in page
    assert page.count("telt als ontbrekend") == len(questionnaire.statements) + len(FACTS)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_codebook_escapes_what_the_register_holds(take, make_wave):
    data, _ = take(make_wave(people(12, domain="<b>&")))

    assert "<b>" not in as_codebook(data)
    assert "&lt;b&gt;&amp;" in as_codebook(data)


@pytest.mark.parametrize("text", ['"', "\\", "a\nb", "é", "\U0001f600", '"); system("true"); ("'])
def test_no_text_breaks_out_of_the_r_script(text):
    written = quoted(text)

    assert written.isascii()
    assert written.isprintable()
    assert (written[0], written[-1]) == ('"', '"')
    assert '"' not in written[1:-1].replace("\\\\", "").replace('\\"', "")


MICRO = """
id = "klein"
version = "1"
languages = ["nl"]
title.nl = "Klein"
welcome.nl = "Welkom"
check.nl = "Klaar"
thanks.nl = "Dank"
publication.nl = "Hier:"

[[pages]]
id = "een"
title.nl = "Een"

[[pages.items]]
id = "NAME"
type = "choice"
text.nl = "Wat?"
options = [{ code = 1, text = { nl = "Ja" } }, { code = 2, text = { nl = "Nee" } }]
"""
