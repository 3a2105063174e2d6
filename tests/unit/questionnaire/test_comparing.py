"""Two editions side by side."""

from pathlib import Path

import pytest

from enquete_app.questionnaire import Change, Verdict, compare, parse

SOUND = (Path(__file__).parent / "micro" / "sound.toml").read_text(encoding="utf-8")


def compared(*changes):
    toml = SOUND.replace('version = "1"', 'version = "2"')
    for old, new in changes:
        assert old in toml
        toml = toml.replace(old, new)
    return {each.id: each for each in compare(parse(SOUND), parse(toml))}


def test_the_same_questions_can_be_compared():
    found = compared()

    assert list(found) == ["A", "M_1", "B", "C"]
    assert {each.verdict for each in found.values()} == {Verdict.COMPARABLE}


@pytest.mark.parametrize(
    ("old", "new", "question", "change", "verdict"),
    [
        ('nl = "Gelijk?"', 'nl = "Kreeg u gelijk?"', "A", Change.WORDING, Verdict.WITH_CARE),
        ('nl = "Eens?"', 'nl = "Bent u het eens?"', "M_1", Change.WORDING, Verdict.WITH_CARE),
        ('nl = "oneens"', 'nl = "helemaal oneens"', "M_1", Change.OPTIONS, Verdict.WITH_CARE),
        ('nl = "oneens"', 'nl = "geweldig"', "M_1", Change.MEANING, Verdict.NOT_COMPARABLE),
        ("missing = [3]", "missing = [2]", "M_1", Change.MEANING, Verdict.NOT_COMPARABLE),
        (
            'id = "M_1", text',
            'id = "M_1", reversed = true, text',
            "M_1",
            Change.MEANING,
            Verdict.NOT_COMPARABLE,
        ),
        ("codes = [1, 2]", "codes = [1]", "C", Change.AUDIENCE, Verdict.WITH_CARE),
        ('role = "grade"', 'role = "grade"\nrequired = true', "B", Change.REQUIRED, Verdict.WITH_CARE),
        ('en = "Grade?"', 'en = "Mark?"', "B", Change.HELP, Verdict.COMPARABLE),
        (
            '    { code = 2, text = { nl = "Anders"',
            '    { code = 3, text = { nl = "Nee", en = "No" } },\n    { code = 2, text = { nl = "Anders"',
            "A",
            Change.CODES,
            Verdict.NOT_COMPARABLE,
        ),
    ],
)
def test_what_changed_tells_what_may_be_compared(old, new, question, change, verdict):
    found = compared((old, new))

    assert (found[question].changes, found[question].verdict) == ((change,), verdict)
    assert {each.verdict for name, each in found.items() if name != question} == {Verdict.COMPARABLE}


def test_another_kind_of_question_is_another_question():
    grade = SOUND[SOUND.index('type = "grade"') : SOUND.index('[[pages]]\nid = "third"')]
    found = compared(
        (grade, 'type = "text"\ntext = { nl = "Cijfer?", en = "Grade?" }\n\n'),
        ('shown_if = [{ item = "B", codes = [1, 2] }]', ""),
    )

    assert (found["B"].changes, found["B"].verdict) == ((Change.TYPE,), Verdict.NOT_COMPARABLE)


def test_a_new_question_and_one_that_is_gone_stand_alone():
    found = compared(('id = "C"', 'id = "D"'))

    assert (found["D"].changes, found["C"].changes) == ((Change.NEW,), (Change.GONE,))
    assert found["D"].verdict is found["C"].verdict is Verdict.ONLY_ONE
    assert list(found)[-1] == "C"
