"""The results as a document for Word and as PDF, from the page of results."""

import pytest
from bs4 import BeautifulSoup
from e2e.documents import FORMS, read_docx, read_pdf

PAGE = "/team/waves/1/results"
READ = {"docx": read_docx, "pdf": read_pdf}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_everybody_of_staff_finds_both_on_the_page_and_gets_what_it_shows(signed_in, closed):
    page = BeautifulSoup(signed_in.open(PAGE).text, "html.parser")

    for form in FORMS:
        assert page.find("a", href=f"{PAGE}.{form}")
        answer = signed_in.open(f"{PAGE}.{form}")
        assert (answer.status_code, answer.content_type) == (200, TYPES[form])
        assert answer.headers["Content-Disposition"] == f'attachment; filename="meting-1.{form}"'
        read = READ[form](answer.data)
        assert read.faults == []
        assert len(read.alts) == len(page.find_all("figure"))
        shown = [each.get_text(" ", strip=True) for each in page.select("h2")]
        assert [words for level, words in read.headings if level == 1 and words != "Inhoudsopgave"] == shown
        assert "te weinig antwoorden om te tonen" in str(read.tables)


@pytest.mark.parametrize("form", FORMS)
def test_on_an_english_page_it_is_dutch_as_its_link_says(signed_in, closed, form):
    signed_in.post("/team/language", form_at=PAGE, go="en")
    page = BeautifulSoup(signed_in.open(PAGE).text, "html.parser")

    assert "in Dutch" in page.find("a", href=f"{PAGE}.{form}").text
    assert (1, "Veldwerk") in READ[form](signed_in.open(f"{PAGE}.{form}").data).headings
