"""Whatever file somebody hands over is read quickly or refused, with words and never with a traceback."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.questionnaire import (
    FaultKind,
    QuestionnaireError,
    line_of,
    parse,
    parse_for_use,
    source_of_files,
)

SOUND = (Path(__file__).parent / "micro" / "sound.toml").read_text(encoding="utf-8")
MEGABYTE = 1024 * 1024


def kinds_of(toml, read=parse):
    with pytest.raises(QuestionnaireError) as caught:
        read(toml)
    return {each.kind for each in caught.value.faults}


@pytest.mark.parametrize(
    ("toml", "kind"),
    [
        ("a = " + "[" * 100_000, FaultKind.TOO_DEEP),
        ("a = " + "{a=" * 100_000, FaultKind.TOO_DEEP),
        ("a" + ".a" * 400_000 + " = 1", FaultKind.TOO_DEEP),
        ("[a" + ".a" * 400_000 + "]", FaultKind.TOO_DEEP),
        ("a" + ' . "b"' * 100_000 + " = 1", FaultKind.TOO_DEEP),
        ("x = {" + "a.b.c.d.e.f.g.h.i.j = 1}", FaultKind.TOO_DEEP),
        ("a = " + "9" * 5000, FaultKind.NOT_TOML),
        ("a = 0x" + "f" * 200_000, FaultKind.CODE_TOO_HIGH),
        ('a = """' + '\\"""' * 200_000, FaultKind.NOT_TOML),
        ("a = '''" + "''x" * 200_000, FaultKind.NOT_TOML),
        ("a = [" + "1," * 300 + "]", FaultKind.TOO_MANY),
        ("\n".join(f"a{number} = 1" for number in range(30_000)), FaultKind.TOO_MANY),
        ("a = '" + "x" * 4000 + "'", FaultKind.LONG_TEXT),
        ("#" * (MEGABYTE + 1), FaultKind.TOO_LARGE),
        ("a = 1979-05-27", FaultKind.NO_LANGUAGES),
        ("", FaultKind.NO_LANGUAGES),
    ],
    ids=range(16),
)
def test_a_file_that_would_take_long_or_never_end_is_refused(toml, kind):
    assert kind in kinds_of(toml)


@pytest.mark.parametrize(
    "text", ["een.twee.drie.vier.vijf.zes.zeven.acht.negen.tien", "[[[[[[[[[[[[[[", "{}"]
)
def test_dots_and_brackets_in_texts_and_comments_are_no_nesting(text):
    toml = SOUND.replace('en = "Welcome"', f"en = '{text}'").replace("welcome", f"# {text} '\"\nwelcome")

    assert parse(toml).welcome["en"] == text


@pytest.mark.parametrize("sign", ["\\u0002csrf_token\\u0003", "\\u0000", "\\u202e", "\\u001b"])
def test_texts_hold_no_control_characters(sign):
    assert kinds_of(SOUND.replace('en = "Welcome"', f'en = "{sign}"')) == {FaultKind.STRANGE_SIGNS}


@given(st.text(alphabet="[]{}.=,\"'\\\n#ab1 ", max_size=60))
def test_no_text_is_answered_with_anything_but_faults(toml):
    with pytest.raises(QuestionnaireError):
        parse(toml)


@given(st.data())
def test_a_sound_file_in_which_a_value_is_replaced_is_read_or_refused(data):
    values = list(re.finditer(r'= ("[^"]*"|\[[^\]]*\]|true|\d+)', SOUND))
    place = data.draw(st.sampled_from(values))
    value = data.draw(
        st.sampled_from(
            ["1", "-5", "1.5", "true", '""', "[]", "[[1]]", "{}", "inf", "1979-05-27", "[{}]", "'x'"]
        )
    )
    with suppress(QuestionnaireError):
        parse_for_use(SOUND[: place.start(1)] + value + SOUND[place.end(1) :])


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('languages = ["nl", "en"]', 'languages = ["en", "de"]', FaultKind.NO_DUTCH),
        ('version = "1"', 'version = ".."', FaultKind.BAD_VERSION),
        ('version = "1"', 'version = "1."', FaultKind.BAD_VERSION),
        ('id = "third"', 'id = "controle"', FaultKind.RESERVED_PAGE_ID),
        ('id = "C"', 'id = "C' + "x" * 40 + '"', FaultKind.BAD_ITEM_ID),
        ('version = "1"', 'version = "1"\nminutes = 0', FaultKind.MINUTES),
        ('version = "1"', 'version = "1"\nmatter.nl = "a"\nmatter.en = "a"', FaultKind.HALF_A_MATTER),
        ('code = 2, text = { nl = "A', 'code = 1000, text = { nl = "A', FaultKind.CODE_TOO_HIGH),
    ],
)
def test_what_pages_and_results_take_for_granted_is_checked(old, new, kind):
    assert SOUND.count(old) == 1
    assert kind in kinds_of(SOUND.replace(old, new), parse_for_use)


def test_for_use_each_page_has_a_question_for_everybody():
    assert kinds_of(SOUND, parse_for_use) == {FaultKind.NOT_FOR_ALL}
    parse(SOUND)


def test_open_answers_are_bounded_altogether():
    texts = "".join(
        f'[[pages.items]]\nid = "T{number}"\ntype = "text"\ntext = {{ nl = "?", en = "?" }}\n'
        for number in range(7)
    )

    assert kinds_of(SOUND + texts) == {FaultKind.TOO_MANY}


def test_the_definition_is_told_from_its_translations_by_their_names():
    source = source_of_files([("x.de.toml", b"title = 'a'"), ("x.toml", SOUND.encode("utf-8-sig"))])

    assert (source.definition, source.translations) == (SOUND, {"de": "title = 'a'"})


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([("a.toml", SOUND.encode()), ("b.toml", SOUND.encode())], FaultKind.NAMED_OTHERWISE),
        ([("a.toml", b"\xff")], FaultKind.NOT_TEXT),
        ([("a.toml", b"#" * (MEGABYTE + 1))], FaultKind.TOO_LARGE),
        ([("a.de.toml", b"title = 'a'")], FaultKind.NO_PAGES),
        ([], FaultKind.NO_PAGES),
    ],
)
def test_files_that_make_no_questionnaire_are_refused(files, kind):
    with pytest.raises(QuestionnaireError) as caught:
        source_of_files(files)
    assert {each.kind for each in caught.value.faults} == {kind}


def test_a_definition_may_be_named_like_a_translation():
    assert source_of_files([("vragen.nl.toml", SOUND.encode())]).definition == SOUND


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (', en = "Swift"', "", 'id = "M_1"'),
        (', en = "Yes"', "", 'code = 1, text = { nl = "Ja'),
        ('id = "C"', 'id = "c"', 'id = "c"'),
        (', en = "disagree"', "", 'code = 2, text = { nl = "oneens"'),
        ('id = "third"', 'id = "controle"', 'id = "controle"'),
        ('version = "1"', 'version = "1"\nminuten = 3', "minuten = 3"),
        (', en = "Welcome"', "", "welcome = {"),
    ],
)
def test_a_fault_leads_to_its_line(old, new, line):
    toml = SOUND.replace(old, new)
    with pytest.raises(QuestionnaireError) as caught:
        parse(toml)

    expected = next(number for number, each in enumerate(toml.split("\n"), 1) if line in each)
    assert line_of(caught.value.faults[0], toml) == expected
