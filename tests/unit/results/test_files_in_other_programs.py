"""The files opened with programs that are not ours: LibreOffice, PSPP and R, where they are installed."""

import csv
import io
import os
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from e2e.touchstone import EXPECTED, expected, numbers_of
from e2e.workbooks import XlsxResults, shown_in

from enquete_app.results.as_r import as_r
from enquete_app.results.as_sav import as_sav
from enquete_app.results.as_xlsx import as_xlsx
from enquete_app.results.building import build_report
from enquete_app.results.microdata import Microdata, microdata_of
from enquete_app.results.variables import Measure, Variable

SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
"""All sheets, each cell as it is shown, in UTF-8."""
STATEMENTS = EXPECTED["statements_agree_neutral_disagree_dontknow"]
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
pspp = pytest.mark.skipif(shutil.which("pspp") is None, reason="PSPP is not installed")
r = pytest.mark.skipif(
    shutil.which("Rscript") is None and "CI" not in os.environ, reason="R is not installed"
)
WITHOUT_HAVEN = "requireNamespace <- function(...) FALSE"


@pytest.fixture(scope="module")
def foreign():
    """R's package for files of other programs, which some distributions ship apart."""
    there = 'cat(requireNamespace("foreign", quietly = TRUE))'
    if run("Rscript", "-e", there, folder=None) != "TRUE":
        pytest.skip("R has no package foreign")


@pytest.fixture
def wave(make_wave, example):
    return make_wave(example, invited=336, bounced=19, delivered=317, started=76, completed=76)


@pytest.fixture
def data(db, wave, questionnaire):
    return microdata_of(db, wave, build_report(db, wave), questionnaire)


def run(*command, folder):
    return subprocess.run(command, check=True, timeout=180, cwd=folder, capture_output=True, text=True).stdout


def pspp_tables(folder, syntax):
    """What PSPP prints, table by table: a list of rows by title."""
    (folder / "ask.sps").write_text(syntax, encoding="utf-8")
    run("pspp", "-o", "told.csv", "ask.sps", folder=folder)
    tables = {}
    for block in (folder / "told.csv").read_text("utf-8").split("\n\n"):
        title, *rows = csv.reader(io.StringIO(block.strip()))
        tables[", ".join(title).removeprefix("Table: ")] = rows
    return tables


@office
def test_libreoffice_shows_every_number_of_the_published_report(tmp_path, db, wave, questionnaire):
    (tmp_path / "meting.xlsx").write_bytes(as_xlsx(build_report(db, wave), questionnaire))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    run("soffice", profile, "--headless", "--convert-to", SHEETS_AS_CSV, "meting.xlsx", folder=tmp_path)

    sheets = shown_in(tmp_path)
    assert {"Overzicht", "Vragen", "Samenhang", "Figuren"} <= sheets.keys()
    assert numbers_of(XlsxResults(sheets)) == expected()


@pspp
def test_pspp_counts_every_answer_and_knows_what_is_missing(tmp_path, data):
    (tmp_path / "meting.sav").write_bytes(as_sav(data))
    asked = "".join(f"FREQUENCIES VARIABLES={each.name}.\n" for each in data.variables)
    told = pspp_tables(tmp_path, f"GET FILE='meting.sav'.\n{asked}")
    labels = {each.name: each.label for each in data.variables}
    counts = {name: _counts(told[label]) for name, label in labels.items()}

    for name, (agree, neutral, disagree, unknown) in STATEMENTS.items():
        found = counts[name]
        assert found["helemaal eens"] + found["eens"] == agree
        assert found["niet eens/ niet oneens"] == neutral
        assert found["oneens"] + found["helemaal oneens"] == disagree
        assert found["weet ik niet"] == unknown
        [missing] = [row for row in told[labels[name]] if row[0] == "Missing"]
        assert missing[1] == "weet ik niet"
    for name, codes in EXPECTED["frequencies"].items():
        if isinstance(codes, dict):
            [variable] = [each for each in data.variables if each.name == name]
            wanted = {variable.values[int(code)]: count for code, count in codes.items() if count}
            assert {label: n for label, n in counts[name].items() if label != "."} == wanted


@pspp
def test_pspp_computes_the_mean_grades(tmp_path, data):
    (tmp_path / "meting.sav").write_bytes(as_sav(data))
    means = []
    for group in ("V3 < 9", "V3 = 1", "V3 = 2", "V3 = 3"):
        told = pspp_tables(
            tmp_path, f"GET FILE='meting.sav'.\nSELECT IF {group}.\nDESCRIPTIVES V10 /STATISTICS=MEAN.\n"
        )
        [row] = [each for each in told["Descriptive Statistics"] if each[0].startswith("Hoe tevreden")]
        means.append((int(row[1]), row[2]))

    assert means == [(76, "5.04"), (17, "7.76"), (11, "5.45"), (19, "3.63")]


def _counts(rows):
    return {row[1]: int(row[2]) for row in rows if len(row) > 2 and row[1] and row[2].isdecimal()}


@pspp
def test_pspp_knows_labels_measures_and_missing_codes(tmp_path, data):
    (tmp_path / "meting.sav").write_bytes(as_sav(data))
    told = pspp_tables(tmp_path, "GET FILE='meting.sav'.\nDISPLAY DICTIONARY.\n")

    known = {row[0]: row for row in told["Variables"][1:]}
    assert list(known) == [each.name for each in data.variables]
    for each in data.variables:
        assert each.label in known[each.name]
        assert each.measure.name.capitalize() in known[each.name]
        assert ("; ".join(map(str, each.missing)) or "") in known[each.name]
    words = {(row[1].removesuffix("[a]"), row[2]) for row in told["Value Labels"] if len(row) > 2}
    assert words >= {("6", "weet ik niet"), ("0", "onbekend of niet getoond"), ("10", "10 - zeer tevreden")}


ODD = (
    Variable(
        name="V_with_a_very_long_name_indeed_more_than_eight",
        label="Één vraag, met ‘tekens’ " + "ë" * 300,
        measure=Measure.NOMINAL,
        values={-99: "lowest of a byte", 151: "highest", 152: "ë" * 200, 100000: "", 7: "x" * 255},
        missing=(-99, 7, 151),
    ),
    Variable(
        name="V_with_a_very_long_name_indeed_2",
        label="",
        measure=Measure.ORDINAL,
        values={code: f"c{code}" for code in range(1, 10)},
        missing=(6, 7, 8, 9),
    ),
    Variable(name="v", label="half", measure=Measure.SCALE, decimals=6),
)
ROWS = ((-99, 1, 0.5), (151, 6, -2.25), (152, 9, None), (100000, None, 1e300), (None, 5, 3.0), (7, 2, -1.0))


@pytest.fixture
def odd():
    """Data with all that the format has a way of its own for."""
    return Microdata(wave="12", title="Odd " * 40, language="nl", closed_on=None, variables=ODD, rows=ROWS)


@pspp
def test_pspp_reads_odd_values_and_names(tmp_path, odd):
    (tmp_path / "odd.sav").write_bytes(as_sav(odd))
    told = pspp_tables(
        tmp_path,
        "GET FILE='odd.sav'.\nSAVE TRANSLATE /OUTFILE='odd.csv' /TYPE=CSV /CELLS=VALUES /FIELDNAMES "
        "/MISSING=IGNORE.\nDISPLAY DICTIONARY.\n",
    )

    [head, *rows] = csv.reader(io.StringIO((tmp_path / "odd.csv").read_text("utf-8")))
    assert head == [each.name for each in ODD]
    read = [tuple(float(cell) if cell.strip() else None for cell in row) for row in rows]
    assert read == [tuple(pytest.approx(value) for value in row) for row in ROWS]
    missing = {row[0]: row[-1] for row in told["Variables"][1:]}
    assert missing[ODD[0].name] == "-99; 7; 151"
    assert missing[ODD[1].name] == "6 THRU 9"


def test_codes_that_cannot_all_be_missing_are_none(odd):
    scattered = replace(ODD[1], missing=(1, 3, 5, 7))

    assert len(as_sav(replace(odd, variables=(ODD[0], scattered, ODD[2])))) == len(as_sav(odd)) - 16


@r
@pytest.mark.parametrize("first", [WITHOUT_HAVEN, ""], ids=["with R alone", "with what is there"])
def test_r_prints_the_figures_of_the_published_report(tmp_path, foreign, data, first):
    (tmp_path / "meting-1.sav").write_bytes(as_sav(data))
    (tmp_path / "meting-1.R").write_text(f"{first}\n{as_r(data)}", encoding="utf-8")
    told = run("Rscript", "--vanilla", "meting-1.R", folder=tmp_path)

    coefficients = re.findall(r"^(\S+) (\S+) (-?\d\.\d\d)(\**) n=(\d+) p=", told, re.MULTILINE)
    assert {
        ("correlation", row, column): f"{value.replace('.', ',')}{stars}|{n}"
        for row, column, value, stars, n in coefficients
    } == {key: cell for key, cell in expected().items() if key[0] == "correlation"}
    for label, n, mean in [("Iedereen", 76, 5.04), ("Ja", 17, 7.76), ("Deels", 11, 5.45), ("Nee", 19, 3.63)]:
        assert re.search(rf"^{label} +{n} +{mean} ", told, re.MULTILINE), label
    for item, counts in EXPECTED["frequencies"].items():
        if isinstance(counts, dict):
            table = told.split(f"\n{item}. ")[1].split("\n\n")[0]
            assert re.findall(r"^ (\d+) .*? (\d+) +[\d.]+ *$", table, re.MULTILINE) == [
                (code, str(count)) for code, count in counts.items()
            ]


@r
def test_r_alone_reads_labels_and_user_missing_codes(tmp_path, foreign, data):
    (tmp_path / "meting.sav").write_bytes(as_sav(data))
    script = (
        "d <- suppressWarnings(foreign::read.spss('meting.sav', to.data.frame = TRUE, reencode = 'UTF-8'));"
        "cat(nrow(d), sum(is.na(d$V6_1)), levels(d$V1)[1], attr(d, 'variable.labels')[['V10']], sep = '|')"
    )
    rows, missing, level, label = run("Rscript", "-e", script, folder=tmp_path).split("|")

    assert (rows, missing, level) == ("76", "5", "Digitaal (website/ e-mail)")
    assert label == data.variables[[each.name for each in data.variables].index("V10")].label
