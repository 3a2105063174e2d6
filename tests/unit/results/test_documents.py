"""The report as a chapter for Word and as PDF/UA, read without the libraries that wrote it."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date

import pdfua
import pikepdf
import pytest
from e2e.documents import FORMS, DocumentResults, read_docx, written
from e2e.touchstone import expected as touchstone
from e2e.touchstone import numbers_of

from enquete_app.results.as_docx import as_docx
from enquete_app.results.as_pdf import as_pdf
from enquete_app.results.beside import beside_wave
from enquete_app.results.building import store_report, stored_report
from enquete_app.results.chapter import Heading, Picture, Table, chapter_of
from enquete_app.results.report import ResultsError

office = pytest.mark.skipif(shutil.which("lowriter") is None, reason="LibreOffice Writer is not installed")
each_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture(scope="session")
def chapters():
    """Those that are made once for all tests, by name: drawing takes time."""
    return {}


@pytest.fixture
def example_chapter(chapters, db, make_wave, example, questionnaire):
    if "example" not in chapters:
        numbers = {"invited": 336, "bounced": 19, "delivered": 317, "started": 76, "completed": 76}
        wave = make_wave(example, closes_on=date(2025, 6, 12), **numbers)
        store_report(db, wave.id)
        report = stored_report(db, wave.id)
        beside, made_on = beside_wave(db, wave, report, questionnaire), wave.closes_on
        chapters["example"] = chapter_of(report, questionnaire, beside=beside, made_on=made_on)
    return chapters["example"]


@each_form
def test_it_has_every_number_of_the_published_report(form, example_chapter):
    assert numbers_of(DocumentResults(written(form, example_chapter))) == touchstone()


@office
def test_libreoffice_takes_over_every_number_and_the_words_of_every_figure(tmp_path, example_chapter):
    (tmp_path / "meting.docx").write_bytes(as_docx(example_chapter))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ("soffice", profile, "--headless", "--convert-to", "docx", "--outdir", "again", "meting.docx")
    subprocess.run(command, check=True, timeout=180, cwd=tmp_path, capture_output=True)

    again = read_docx((tmp_path / "again/meting.docx").read_bytes())
    assert numbers_of(DocumentResults(again)) == touchstone()
    assert len(again.alts) == 9
    assert all(again.alts)


@each_form
def test_who_cannot_see_it_gets_headings_captions_and_words_for_each_figure(form, example_chapter):
    read = written(form, example_chapter)

    assert read.faults == []
    assert len(read.alts) == 9
    assert read.alts[0].startswith("Figuur over 76 antwoorden. Digitaal (website/ e-mail): 54 (71,1")
    figures = [(number, words[:30]) for kind, number, words in read.captions if kind == "Figuur"]
    assert [number for number, _ in figures] == [1, 2, 3, 7, 8, 9, 5, 6, 4], "as on the page"
    assert figures[0][1] == "Hoe heeft u de klacht ingedien"
    words = [words for level, words in read.headings if level == 1 and words != "Inhoudsopgave"]
    assert words == [
        *("Veldwerk", "Kerncijfer", "Rapportcijfer", "Gelijk gekregen en oordeel", "Antwoorden per vraag"),
        *("Samenhang tussen stellingen en rapportcijfer", "Tips en toelichtingen"),
        *("Voor wie de cijfers spreken", "Gewogen naast ongewogen", "Verantwoording"),
    ]


@each_form
def test_a_figure_without_words_is_found(form, example_chapter):
    def damaged(part):
        return replace(part, alt=" ") if isinstance(part, Picture) and part.number == 5 else part

    chapter = replace(example_chapter, parts=tuple(map(damaged, example_chapter.parts)))
    assert written(form, chapter).faults == ["figure without words"]


@each_form
def test_a_heading_that_skips_a_level_is_found(form, example_chapter):
    chapter = replace(example_chapter, parts=(Heading("A"), Heading("B", 3)))

    if form == "pdf":
        with pytest.raises(ResultsError, match="could not be laid out"):
            as_pdf(chapter)
    else:
        assert written(form, chapter).faults == ["heading of a level that skips one"]


def test_the_document_says_that_it_is_dutch_what_it_is_called_and_which_page_this_is(example_chapter):
    content = as_docx(example_chapter)
    read = read_docx(content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        footer = file.read(next(name for name in file.namelist() if "footer" in name)).decode()
        core = file.read("docProps/core.xml").decode()
        settings = file.read("word/settings.xml").decode()

    assert read.title == "Resultaten van meting 1, getrokken op 16 mei 2025"
    assert read.language == "nl-NL"
    assert "<dc:language>nl-NL</dc:language>" in core
    assert "2025-06-12T00:00:00Z" in core
    assert {"PAGE", "NUMPAGES"} <= set(footer.replace("<", " ").replace(">", " ").split())
    assert (
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"' in settings
    )


def test_the_heading_of_a_table_comes_back_on_every_page_and_no_row_is_torn(example_chapter):
    with zipfile.ZipFile(io.BytesIO(as_docx(example_chapter))) as file:
        body = file.read("word/document.xml").decode()

    tables = body.split("<w:tbl>")[1:]
    assert len(tables) == sum(isinstance(each, Table) for each in example_chapter.parts)
    assert all(table.count("<w:tblHeader/>") == 1 for table in tables)
    assert body.count("<w:cantSplit/>") == body.count("<w:tr>")
    triangle = tables[-1 - next(at for at, each in enumerate(reversed(tables)) if "V9_5" in each)]
    assert {"E9EFF6", "D0DDED", "B0C7E0", "8DAFD3"} <= set(re.findall('w:fill="(.*?)"', triangle))


def test_the_pdf_says_that_it_is_pdf_ua_in_dutch_and_a_checker_finds_nothing(tmp_path, example_chapter):
    file = tmp_path / "meting.pdf"
    file.write_bytes(as_pdf(example_chapter))

    with pikepdf.open(file) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Resultaten van meting 1, getrokken op 16 mei 2025"
        assert str(pdf.Root.Lang) == "nl-NL"
        with pdf.open_outline() as outline:
            assert [each.title for each in outline.root][:2] == ["Veldwerk", "Kerncijfer"]
    checked = pdfua.validate(str(file))
    assert [each.message for each in checked.findings if each.severity is not pdfua.Severity.SKIP] == []


@each_form
def test_the_same_chapter_gives_the_same_bytes(form, example_chapter):
    write = {"docx": as_docx, "pdf": as_pdf}[form]

    assert write(example_chapter) == write(example_chapter)
