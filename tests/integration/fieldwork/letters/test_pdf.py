"""The letters as PDF/UA: read by programs that are not ours, with names that would break markup."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pdfua
import pikepdf
import pytest
from pypdf import PdfReader

from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.letters.pdf import Sheet, letters_pdf, strange_signs
from enquete_app.fieldwork.messages.mails import Sender
from enquete_app.fieldwork.models import MessageKind, Wave
from enquete_app.typesetting import LayoutError, compiled

BASE = "https://enquete.gemeente.example"
LOGO = Path(__file__).parents[4] / "enquete_app/web/static/logo.svg"
NAMES = (
    "De heer #set page(width: 1cm) $x^2$ *vet* _a_ [b] \\ `c` // <d> @e",
    "Mevrouw Łukasz-Žižek Ñandú çà",
    "أحمد جين",
    '#panic("x") "; #let a = 1',
    "Van der " + "N" * 200,
    "李明",
    "",
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sheet(**values):
    defaults = {
        "dated_on": date(2026, 5, 12),
        "last_day": date(2026, 6, 8),
        "texts": {},
        "return_address": "Gemeente Voorbeeldstad, Postbus 1, 1234 AA Voorbeeldstad",
        "logo": None,
        "made_at": datetime(2026, 5, 12, 9, tzinfo=UTC),
    }
    return Sheet(**(defaults | values))


@pytest.fixture
def make(app, keyring):
    """Make letters to people of these names; only what a letter needs of the tables is there."""
    sender = Sender(
        name="Gemeente Voorbeeldstad", address="a@gemeente.example", base_url=BASE, keyring=keyring
    )

    def make(*names, language="nl", kind=MessageKind.INVITATION, **values):
        people = [
            SimpleNamespace(name=name, address="Dorpsstraat 1", postcode="1234 AB", town="Deventer")
            for name in names
        ]
        for each in people:
            each.received = date(2026, 3, 2)
        sent = [
            SimpleNamespace(id=at, invitation=invitation(at, each, language, keyring))
            for at, each in enumerate(people)
        ]
        return letters_pdf(sent, SimpleNamespace(kind=kind), sender, sheet(**values))

    return make


def invitation(number, complaint, language, keyring):
    own = {"id": UUID(int=number), "version": 2, "key_id": keyring.current_id, "language": language}
    return SimpleNamespace(**own, complaint=complaint, wave=Wave())


def texts(content):
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def roles(content):
    """The structure of a PDF: each element's role and its replacement text, in reading order."""
    found = []

    def walk(element):
        if "/S" in element:
            found.append((str(element.S), str(element.get("/Alt", ""))))
        below = element.get("/K", [])
        for each in below if isinstance(below, pikepdf.Array) else [below]:
            if isinstance(each, pikepdf.Dictionary):
                walk(each)

    with pikepdf.open(BytesIO(content)) as pdf:
        walk(pdf.Root.StructTreeRoot)
    return found


def test_it_says_that_it_is_pdf_ua_in_dutch_with_a_title_and_all_fonts_inside(make):
    with pikepdf.open(BytesIO(make(NAMES[0], logo=LOGO))) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Brieven"
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        fonts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/FontName" in each]
        assert fonts
        assert all(any(f"/FontFile{kind}" in each for kind in ("", 2, 3)) for each in fonts)


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_checker_for_pdf_ua_finds_nothing(make, tmp_path, kind, language):
    file = tmp_path / "letters.pdf"
    file.write_bytes(make(*NAMES, language=language, kind=kind, logo=LOGO))

    report = pdfua.validate(str(file))
    assert [each.message for each in report.findings if each.severity is not pdfua.Severity.SKIP] == []


def test_the_structure_reads_in_order_with_one_heading_and_words_for_pictures(make):
    found = roles(make("Mevrouw Jansen", logo=LOGO))

    assert [role for role, _ in found].count("/H1") == 1
    assert [alt for role, alt in found if role == "/Figure"] == [
        "Gemeente Voorbeeldstad",
        "QR-code die naar uw vragen leidt; u kunt ook de code invullen.",
    ]
    assert {role for role, _ in found} <= {
        *("/Document", "/P", "/H1", "/L", "/LI", "/Lbl", "/LBody", "/Figure", "/Link", "/Strong", "/Span"),
    }


def test_each_letter_is_one_page_with_address_code_and_short_address(make, keyring):
    pages = texts(make("Mevrouw Jansen", "De heer Bos"))

    assert len(pages) == 2
    for number, (page, name) in enumerate(zip(pages, ("Mevrouw Jansen", "De heer Bos"), strict=True)):
        of = (Purpose.CODE, UUID(int=number), 2)
        code = credential(*of, keyring=keyring, key_id=keyring.current_id)
        assert name in page
        assert "1234 AB" in page
        assert " ".join(code[at : at + 4] for at in range(0, 16, 4)) in page
        assert "enquete.gemeente.example/code" in page
        assert "2 maart 2026" in page
        assert "8 juni 2026" in page
        assert "14 000" in page


@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_markup_or_makes_a_second_page(make, name):
    [page] = texts(make(name))

    assert "Dorpsstraat 1" in page
    assert "Deventer" in page
    if name == NAMES[0]:
        assert "#set page(width: 1cm) $x^2$ *vet* _a_ [b] \\ `c` // <d> @e" in " ".join(page.split())


def test_signs_that_no_font_has_are_told_and_stand_as_question_marks(make):
    assert strange_signs(["李明 Jansen", "Ł", "😀"]) == "明李😀"
    [page] = texts(make("李明 Jansen"))
    assert "?? Jansen" in page


def test_a_letter_says_nothing_of_the_complaint_but_its_day_and_a_reminder_thanks(make):
    [first] = texts(make("Jan"))
    [reminder] = texts(make("Jan", kind=MessageKind.REMINDER))

    for page in (first, reminder):
        assert "klacht" not in page.casefold()
    assert "Dank u wel" in " ".join(reminder.split())
    assert "Dank u" not in first


def test_a_letter_is_in_the_persons_language(make):
    content = make("Jan", language="en")
    [page] = texts(content)

    assert "A few questions about your contact with the municipality" in page
    assert "8 June 2026" in page
    with pikepdf.open(BytesIO(content)) as pdf:
        languages = {
            str(each.Lang) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/Lang" in each
        }
    assert "en" in languages


def test_a_logo_that_cannot_be_drawn_gives_way_to_the_name(make, tmp_path):
    broken = tmp_path / "logo.svg"
    broken.write_text("<svg", encoding="utf-8")
    [page] = texts(make("Jan", logo=broken))

    assert page.count("Gemeente Voorbeeldstad") == 3


def test_the_words_are_the_waves_own_with_their_marks(make):
    own = {
        "letter": {"nl": {"subject": "Vraag", "body": "Dag ((naam)),\n\n- **((code))** op ((kort adres))"}}
    }
    content = make("#strong[Jan] **x**", texts=own)
    [page] = texts(content)

    assert "Dag #strong[Jan] **x**," in " ".join(page.split())
    assert "/L" in {role for role, _ in roles(content)}


def test_what_goes_wrong_names_nobody(app):
    with pytest.raises(LayoutError) as error:
        compiled(b"#panic(json(bytes(sys.inputs.data)))", "Mevrouw Jansen", None)

    assert "Jansen" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
