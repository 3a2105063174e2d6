from pathlib import Path

import pytest

from enquete_app.questionnaire import QuestionnaireError, available, load, parse

SOUND = (Path(__file__).parent / "micro" / "sound.toml").read_text(encoding="utf-8")


def faults_after(*changes):
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must occur once in the sound definition"
        text = text.replace(old, new)
    with pytest.raises(QuestionnaireError) as caught:
        parse(text)
    return "\n".join(map(str, caught.value.faults))


def test_a_sound_definition_is_read():
    questionnaire = parse(SOUND)
    assert [page.id for page in questionnaire.pages] == ["first", "second", "third"]
    assert list(questionnaire.fields) == ["A", "A_anders", "M_1", "B", "C"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "second"', 'id = "first"', "'first' is used 2 times"),
        ('id = "B"', 'id = "A"', "'A' is used 2 times"),
        ('id = "M_1"', 'id = "A_anders"', "'A_anders' is used 2 times"),
        ('id = "M_1"', 'id = "M"', "'M' is used 2 times"),
        ('id = "C"', 'id = "go"', "id 'go' does not look like"),
        ('id = "C"', "id = 3", "'id' must be of type str"),
        ('id = "second"', 'id = "Two/2"', "page id 'Two/2' does not look like"),
        ('version = "1"', 'version = "../1"', "version '../1' does not look like"),
        ('id = "micro"', "", "'id' is missing"),
    ],
)
def test_ids_are_plain_and_unique_with_those_of_generated_fields(old, new, fault):
    assert fault in faults_after((old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('item = "B"', 'item = "Z"', "names 'Z', which is no choice, grade or statement"),
        ('item = "B"', 'item = "M"', "names 'M', which is no choice, grade or statement"),
        ('item = "B"', 'item = "A_anders"', "names 'A_anders', which is no choice"),
        ("codes = [1, 2]", "codes = [11]", "codes that 'B' does not have: [11]"),
        ("codes = [1, 2]", "codes = []", "codes that 'B' does not have: []"),
        ("codes = [1, 2]", 'codes = ["1"]', "list of different whole numbers"),
        ("codes = [1, 2]", "codes = [true]", "list of different whole numbers"),
        ('base = { item = "A"', 'base = { item = "Z"', "names 'Z', which is no choice"),
        (
            'version = "1"',
            'version = "1"\nkey_indicator = { item = "Z", codes = [1] }',
            "key_indicator: a rule names 'Z'",
        ),
    ],
)
def test_rules_name_existing_answers(old, new, fault):
    assert fault in faults_after((old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('shown_if = [{ item = "A"', 'shown_if = [{ item = "B"', "B: the rule on 'B' does not"),
        (
            'scale = "agreement"',
            'scale = "agreement"\nshown_if = [{ item = "B", codes = [1] }]',
            "M: the rule on 'B' does not look at an earlier page",
        ),
        (
            'scale = "agreement"',
            'scale = "agreement"\nshown_if = [{ item = "A", codes = [1] }]',
            "M: the rule on 'A' does not look at an earlier page",
        ),
    ],
)
def test_routes_lead_forward_from_one_page_to_a_later_one(old, new, fault):
    assert fault in faults_after((old, new))


@pytest.mark.parametrize(
    "rules",
    [
        '[{ item = "A", codes = [1] }, { item = "A", codes = [2] }]',
        '[{ item = "B", codes = [1] }, { item = "A", codes = [2] }]',
    ],
)
def test_every_page_can_be_reached(rules):
    faults = faults_after(('[{ item = "B", codes = [1, 2] }]', rules))
    assert "C: can never be shown" in faults
    assert "the page 'third' can never be reached" in faults


def test_an_item_that_is_never_shown_is_a_fault_on_a_page_that_is_reached_too():
    rules = 'shown_if = [{ item = "A", codes = [1] }, { item = "A", codes = [2] }]'
    extra = f"""[[pages.items]]
id = "D"
type = "text"
{rules}
text = {{ nl = "Nog iets?", en = "Anything else?" }}

"""
    grade = '[[pages.items]]\nid = "B"'
    faults = faults_after((grade, extra + grade))
    assert faults == "D: can never be shown"


def test_a_page_without_items_is_a_fault():
    third = '[[pages]]\nid = "third"'
    empty = '[[pages]]\nid = "empty"\ntitle = { nl = "Leeg", en = "Empty" }\n\n'
    assert "page 'empty' can never be reached" in faults_after((third, empty + third))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('en = "Welcome"', 'en = " "', "'welcome' has no text in 'en'"),
        (', en = "Welcome"', "", "'welcome' has no text in 'en'"),
        ('thanks = { nl = "Dank", en = "Thanks" }', "", "'thanks' is missing"),
        (', en = "Swift"', "", "M_1: 'text' has no text in 'en'"),
        (', en = "Yes"', "", "A > 1: 'text' has no text in 'en'"),
        (', en = "Two"', "", "second: 'title' has no text in 'en'"),
        (', en = "10 - good"', "", "B: 'highest' has no text in 'en'"),
        ('en = "Why?"', 'en = "Why?", de = "Warum?"', "'de', which is no language listed"),
        ('text = { nl = "Waarom?", en = "Why?" }', 'text = "Waarom?"', "must be of type dict"),
        ('languages = ["nl", "en"]', "", "'languages' must be a list"),
        ('languages = ["nl", "en"]', 'languages = ["nl", "nl"]', "'languages' must be a list"),
    ],
)
def test_every_text_is_there_in_every_language(old, new, fault):
    assert fault in faults_after((old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('{ code = 2, text = { nl = "A', '{ code = 1, text = { nl = "A', "A: two options have"),
        ('{ code = 1, text = { nl = "J', '{ code = 0, text = { nl = "J', "A: a code must be 1"),
        (", opens_text = true", "", "A: 0 options open a text"),
        ('type = "choice with text"', 'type = "choice"', "A: 1 options open a text"),
        ("missing = [3]", "missing = [4]", "M: the missing codes"),
        ('scale = "agreement"', 'scale = "pain"', "M: there is no scale 'pain'"),
        ('type = "text"', 'type = "essay"', "'type' must be one of: choice, choice with text"),
        ('type = "text"', 'type = "text"\nmax_length = 2001', "between 1 and 2000"),
        ('type = "text"', 'type = "text"\nshow_if = []', "unknown key 'show_if'"),
        ('type = "text"', 'type = "text"\noptions = []', "unknown key 'options'"),
        ('type = "text"', 'type = "text"\nrequired = "ja"', "'required' must be of type bool"),
    ],
)
def test_items_are_complete_and_fit_their_type(old, new, fault):
    assert fault in faults_after((old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('role = "grade"', 'role = "outcome"', "B: the role 'outcome' does not suit"),
        ('role = "grade"', 'role = "outcome"', "more than one item has the role 'outcome'"),
        ('role = "outcome"', 'role = "grade"', "more than one item has the role 'grade'"),
        ('role = "grade"', 'role = "mark"', "'role' must be one of: outcome, grade"),
    ],
)
def test_roles_are_known_and_taken_once_by_a_fitting_item(old, new, fault):
    assert fault in faults_after((old, new))


def test_all_faults_are_listed_at_once():
    faults = faults_after(
        ('en = "Welcome"', 'en = ""'),
        ('item = "B"', 'item = "Z"'),
        ('role = "grade"', 'role = "x"'),
    )
    assert "'welcome' has no text" in faults
    assert "names 'Z'" in faults
    assert "'role' must be one of" in faults


def test_a_questionnaire_has_pages():
    with pytest.raises(QuestionnaireError, match="there are no pages"):
        parse(SOUND.split("[[pages]]", maxsplit=1)[0])


def test_what_is_no_toml_is_refused():
    with pytest.raises(QuestionnaireError, match="not TOML"):
        parse("id = ")


def test_the_micro_questionnaires_are_sound():
    files = list((Path(__file__).parent / "micro").glob("*.toml"))
    assert files
    for file in files:
        parse(file.read_text(encoding="utf-8"))


def test_each_edition_that_comes_along_is_the_one_its_file_is_named_after():
    assert ("klachtbehandeling", "2024") in available()
    for questionnaire_id, version in available():
        questionnaire = load(questionnaire_id, version)
        assert (questionnaire.id, questionnaire.version) == (questionnaire_id, version)


def test_a_questionnaire_is_read_once():
    assert load("klachtbehandeling", "2024") is load("klachtbehandeling", "2024")


@pytest.mark.parametrize(
    ("questionnaire_id", "version"), [("klachtbehandeling", "1999"), ("../cli/x", "2024"), ("", "")]
)
def test_an_unknown_edition_is_an_error(questionnaire_id, version):
    with pytest.raises(QuestionnaireError, match="no questionnaire"):
        load(questionnaire_id, version)


def test_texts_are_read_only():
    with pytest.raises(TypeError):
        load("klachtbehandeling", "2024").welcome["nl"] = "Hallo"
