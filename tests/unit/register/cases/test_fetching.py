"""What a case system holds comes out as the rows of a register."""

import pytest
from zgw_objects import Case, person

from enquete_app.register.errors import RegisterError, Trouble


def test_a_closed_complaint_is_a_row_of_the_register(cases, fetched):
    cases.cases = [Case("Z-2025-01", roles=[person("zoë@inwoner.example")])]

    assert fetched() == [
        {
            "zaaknummer": "Z-2025-01",
            "soort": "klacht",
            "behandeling": "formeel",
            "ontvangen_op": "2025-03-01",
            "afgehandeld_op": "2025-04-01",
            "oordeel": "Gegrond",
            "e_mail": "zoë@inwoner.example",
        }
    ]


def test_all_pages_of_all_versions_of_all_case_types_are_read(cases, fetched):
    cases.types = {"KLACHT": 3, "KLACHT-INF": 1, "VERGUNNING": 1}
    cases.cases = [
        *(Case(f"F-{number:02}", version=1 + number % 3) for number in range(20)),
        *(Case(f"I-{number:02}", type="KLACHT-INF") for number in range(7)),
        Case("V-1", type="VERGUNNING"),
    ]

    rows = fetched(case_types={"KLACHT": "formeel", "KLACHT-INF": "informeel"})

    expected = {(f"F-{number:02}", "formeel") for number in range(20)}
    expected |= {(f"I-{number:02}", "informeel") for number in range(7)}
    assert {(row["zaaknummer"], row["behandeling"]) for row in rows} == expected
    assert len(rows) == 27


@pytest.mark.parametrize("obeys", [True, False], ids=["a server that filters", "a server that does not"])
def test_only_what_was_closed_in_the_window_is_taken(cases, fetched, monkeypatch, obeys):
    # 15 May less 30 days is 15 April.
    cases.cases = [
        Case("on the day", closed="2025-04-15"),
        Case("a day later", closed="2025-04-16"),
        Case("open", closed=None),
    ]
    if not obeys:
        monkeypatch.setattr(cases, "_found", _all_cases(cases))

    assert [row["zaaknummer"] for row in fetched(days=30)] == ["a day later"]


def _all_cases(cases):
    """Answer as if nothing but the path had been asked for."""
    found = cases._found

    def answer(api, path, request):
        if path == "/zaken":
            return 200, cases._page([cases._case(each) for each in cases.cases], request)
        return found(api, path, request)

    return answer


def test_a_case_that_the_register_holds_as_closed_and_that_was_reopened_comes_without_its_closing_day(
    cases, fetched
):
    cases.cases = [
        Case("closed"),
        Case("reopened", closed=None, result=None, version=2, roles=[person("a@inwoner.example")]),
        Case("never closed", closed=None, result=None),
    ]

    rows = fetched(known={"closed", "reopened"})

    assert [(row["zaaknummer"], row["afgehandeld_op"], row["e_mail"]) for row in rows] == [
        ("closed", "2025-04-01", ""),
        ("reopened", "", "a@inwoner.example"),
    ]


def test_a_case_that_is_reopened_while_cases_are_listed_comes_once_without_its_closing_day(cases, fetched):
    cases.cases = [Case("1", roles=[person()])]

    def reopen(request):
        if "einddatum__isnull" in request.args:
            cases.cases[0].closed = cases.cases[0].result = None

    cases.instead = reopen

    assert [(row["zaaknummer"], row["afgehandeld_op"]) for row in fetched(known={"1"})] == [("1", "")]


def test_of_cases_that_were_never_in_the_register_nothing_is_asked_while_they_are_open(cases, fetched):
    cases.cases = [Case("closed"), Case("open", closed=None, roles=[person("a@inwoner.example")])]

    fetched()

    assert sum("zaken/rollen" in each for each in cases.asked) == 1


def test_results_mean_the_judgement_that_the_settings_say_or_come_as_they_are_called(cases, fetched):
    cases.cases = [
        Case("1", result="Klacht terecht"),
        Case("2", result="Deels gegrond"),
        Case("3", result=None),
        Case("4", result="Klacht terecht"),
    ]

    rows = fetched(results={"klachtterecht": "gegrond"})

    assert [row["oordeel"] for row in rows] == ["gegrond", "Deels gegrond", "", "gegrond"]
    assert sum("resultaattypen" in each for each in cases.asked) == 2


def test_a_result_that_went_away_while_fetching_leaves_the_judgement_empty(cases, fetched, monkeypatch):
    cases.cases = [Case("1")]
    monkeypatch.setattr(cases, "_result", lambda _: None)

    assert fetched()[0]["oordeel"] == ""


def test_properties_of_a_case_fill_the_columns_that_the_settings_name(cases, fetched):
    cases.cases = [
        Case(
            "1",
            properties={"Directie": "Sociaal domein", "Wijze van afhandeling": "Informeel", "Geheim": "x"},
        ),
        Case("2", properties={"Directie": ""}),
    ]

    rows = fetched(properties={"domein": "directie", "behandeling": "wijzevanafhandeling"})

    assert [(row["domein"], row["behandeling"]) for row in rows] == [
        ("Sociaal domein", "Informeel"),
        ("", "formeel"),
    ]
    assert all("Geheim" not in row and "x" not in row.values() for row in rows)


def test_what_describes_a_case_is_not_taken_along(cases, fetched):
    cases.cases = [Case("1", roles=[person("a@inwoner.example")])]

    [row] = fetched(postal=True)

    assert "Jansen" not in str(row)
    assert "999990408" not in str(row)


def test_without_cases_in_the_window_it_says_so_and_that_the_rights_are_in_order(cases, fetched):
    cases.cases = [Case("long ago", closed="2020-01-01")]

    with pytest.raises(RegisterError) as caught:
        fetched()

    assert caught.value.trouble is Trouble.NO_CASES
    assert str(caught.value) == (
        "No cases, and the rights are in order: none of KLACHT was closed after 2024-11-06."
    )


def test_a_case_type_of_which_no_case_is_ever_shown_is_told_apart_from_one_without_cases(cases, fetched):
    cases.cases = [Case("1"), Case("2", type="KLACHT-INF")]
    cases.types = {"KLACHT": 1, "KLACHT-INF": 1}
    cases.shown_types = {"KLACHT"}

    with pytest.raises(RegisterError, match="Probably no rights: of case type KLACHT-INF") as caught:
        fetched(case_types={"KLACHT": "", "KLACHT-INF": ""})

    assert caught.value.trouble is Trouble.NO_CASE_SEEN


def test_a_case_type_that_there_is_not_is_told_with_those_there_are(cases, fetched):
    cases.types = {"KLACHT": 2, "BEZWAAR": 1}

    with pytest.raises(RegisterError, match=r"no case type KLAGT\. The Catalogi API shows: BEZWAAR, KLACHT"):
        fetched(case_types={"KLAGT": ""})


def test_a_catalogue_that_shows_nothing_at_all_is_taken_for_a_lack_of_rights(cases, fetched):
    cases.types = {}

    with pytest.raises(RegisterError, match=r"catalogi\.lezen") as caught:
        fetched()

    assert caught.value.trouble is Trouble.NO_CASE_TYPES


@pytest.mark.parametrize("sign", ["\ud800", "\0"], ids=["half a sign", "NUL"])
def test_a_sign_that_cannot_be_stored_is_replaced_wherever_it_stands(cases, fetched, sign):
    asked = []
    cases.cases = [
        Case(
            f"closed{sign}",
            roles=[person("a@inwoner.example", kind="vestiging", contactpersoonRol=None)],
            properties={"Directie": f"Sociaal{sign}domein"},
        ),
        Case(f"open{sign}", closed=None),
        Case("2"),
    ]
    cases.cases[0].roles[0]["betrokkeneIdentificatie"] = {"handelsnaam": [f"De{sign}Koe"]}

    class Known(frozenset):
        def __and__(self, numbers):
            asked.extend(numbers)
            return set()

    rows = fetched(postal=True, known=Known(), properties={"domein": "directie"})

    assert [(row["zaaknummer"], row["domein"], row["naam"]) for row in rows] == [
        ("closed�", "Sociaal�domein", "De�Koe"),
        ("2", "", ""),
    ]
    assert asked == ["open�"]


def test_a_case_number_that_is_no_text_ends_nothing(cases, fetched):
    cases.cases = [Case("1"), Case("2", closed=None)]

    def strange(path, body):
        for each in body["results"] if path == "/zaken" else ():
            if each["identificatie"] == "2":
                each["identificatie"] = ["2"]
        return body

    cases.change = strange

    assert [row["zaaknummer"] for row in fetched()] == ["1"]
    # The documents want a text.
    cases.faults.clear()


def test_progress_is_told_with_each_request_while_the_cases_are_listed_too(cases, fetched):
    cases.cases = [Case(f"{number}") for number in range(10)]
    told = []

    fetched(progress=lambda percent: told.append((percent, len(cases.asked))))

    assert [asked for _, asked in told] == list(range(len(cases.asked)))
    shares = [percent for percent, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 90)


def test_fetching_can_be_ended_while_the_cases_are_listed(cases, fetched):
    cases.cases = [Case(f"{number}") for number in range(10)]

    def end(_):
        if len(cases.asked) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetched(progress=end)

    assert len(cases.asked) == 3
