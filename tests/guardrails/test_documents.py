"""What the documents name is there: files, headings, tests, decisions and packages."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs/adr").glob("0*.md"))
LINK = re.compile(r"\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:")
NAMED = re.compile(r"`((?:enquete_app|tests|docs|templates|migrations|bench|\.ci)/[\w./-]+)`")
TEST = re.compile(r"\b(test_\w+)`")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"(accepted|replaced by \[decision \d+\]\([\w.-]+\))(; .+)?")
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", re.MULTILINE)


def named(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def test_names():
    """The functions and the modules of all tests."""
    modules = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").glob("*.py")]
    texts = [module.read_text("utf-8") for module in modules]
    functions = re.findall(r"^def (test_\w+)\(", "\n".join(texts), re.MULTILINE)
    return {*functions, *(module.stem for module in modules)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_to_a_file_and_a_heading(document):
    links = [link for link in LINK.findall(_words(document)) if not ELSEWHERE.match(link)]

    assert [link for link in links if not _is_there(document, link)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_files_and_tests_that_are_named_are_there(document, test_names):
    text = _words(document)

    assert [path for path in NAMED.findall(text) if not (ROOT / path).exists()] == []
    assert set(TEST.findall(text)) <= test_names


@pytest.mark.parametrize("decision", DECISIONS, ids=named)
def test_a_decision_says_what_has_become_of_it(decision):
    status = _status(decision)

    assert STATUS.fullmatch(status), status


def test_the_index_of_decisions_tells_each_with_its_status():
    index = (ROOT / "docs/adr/README.md").read_text("utf-8")
    lines = [_line_of(decision) for decision in DECISIONS]

    assert [line for line in index.splitlines() if line.startswith("| [")] == lines


def test_the_bill_of_materials_names_what_is_pinned():
    bill = json.loads((ROOT / "docs/sbom.cdx.json").read_text("utf-8"))
    pinned = PINNED.findall((ROOT / "requirements.txt").read_text("utf-8"))

    assert {(_plain(part["name"]), part["version"]) for part in bill["components"]} == {
        (_plain(name), version) for name, version in pinned
    }


def test_the_bill_of_materials_tells_neither_times_nor_addresses():
    text = (ROOT / "docs/sbom.cdx.json").read_text("utf-8")

    assert re.findall(r"timestamp|serialNumber|https?://(?!cyclonedx\.org)\S*", text) == []


def test_the_picture_of_the_parts_can_be_read_aloud():
    text = (ROOT / "docs/images/architecture.svg").read_text("utf-8")

    assert re.search(r'role="img" aria-labelledby="title desc"', text)
    assert re.search(r'<title id="title">.+</title>\s*<desc id="desc">.+</desc>', text, re.DOTALL)


def _words(document):
    """A document without its blocks of code, which may show what is not there yet."""
    return CODE.sub("", document.read_text("utf-8"))


def _is_there(document, link):
    path, _, heading = link.partition("#")
    file = (document.parent / path).resolve() if path else document
    return file.exists() and (not heading or file.suffix != ".md" or heading in _headings(file))


def _headings(document):
    """The headings' names in addresses, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", _words(document), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]


def _status(decision):
    lines = decision.read_text("utf-8").splitlines()
    return lines[2].removeprefix("Status: ") if lines[2].startswith("Status: ") else lines[2] or "none"


def _line_of(decision):
    title = decision.read_text("utf-8").splitlines()[0].removeprefix("# ")
    number, _, words = title.partition(". ")
    return f"| [{number}]({decision.name}) | {words} | {_status(decision)} |"


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()
