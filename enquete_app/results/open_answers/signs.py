"""How what may name somebody is spelled, in Dutch and in English, as regular expressions."""

from __future__ import annotations

import re

NUMBERS = (
    *("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
    *("dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig"),
    *("eenentwintig", "tweeëntwintig", "drieëntwintig", "vierentwintig", "vijfentwintig"),
    *("zesentwintig", "zevenentwintig", "achtentwintig", "negenentwintig", "dertig", "eenendertig"),
)
ORDINALS = (
    *("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"),
    *("elfde", "twaalfde", "dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende"),
    *("achttiende", "negentiende", r"\w+tigste"),
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth", "twenty-(?:first|second|third|fourth|fifth|sixth|seventh)"),
    *("twenty-(?:eighth|ninth)", "thirtieth", "thirty-first"),
)
MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober"),
    *("november", "december", "january", "february", "march", "may", "june", "july", "august", "october"),
    *(r"jan\.?", r"feb\.?", r"mrt\.?", r"apr\.?", r"jun\.?", r"jul\.?", r"aug\.?", r"sept?\.?", r"okt\.?"),
    *(r"oct\.?", r"nov\.?", r"dec\.?"),
)
TITLES = (
    *("mevrouw", r"mevr\.?", r"mw\.?", "mevr", "meneer", "mijnheer", "de heer", "heer", r"dhr\.?"),
    *(r"drs?\.", r"mr\.?", r"ing\.", r"ir\.", r"prof\.", "dokter", "wethouder", "burgemeester", "agent"),
    *("juffrouw", r"mrs\.?", r"ms\.?", "miss", "mister", "madam", "doctor", "alderman", "mayor"),
)
PREFIXES = (
    *("van", "de", "der", "den", "het", "ten", "ter", "te", "op", "in", "van 't", "'t", "’t", "el", "al"),
    *("von", "di", "da", "du", "la", "le", "ben", "bin"),
)
STREETS = (
    *("straat", "laan", "weg", "plein", "gracht", "kade", "singel", "dijk", "pad", "hof", "steeg"),
    *("plantsoen", "dreef", "park", "markt", "ring", "wal", "baan", "hout", "veld", "kamp", "erf"),
)
NO_NAMES = frozenset(
    (
        *(
            "de",
            "het",
            "een",
            "en",
            "ik",
            "mijn",
            "wij",
            "we",
            "u",
            "uw",
            "je",
            "jullie",
            "zij",
            "hij",
            "als",
        ),
        *("dat", "dit", "die", "er", "waarom", "hoe", "wat", "wie", "waar", "wanneer", "geen", "niet"),
        *("graag", "gewoon", "bel", "laat", "neem", "zorg", "geef", "maak", "blijf", "the", "a", "an", "i"),
        *(
            "my",
            "you",
            "your",
            "they",
            "he",
            "she",
            "we",
            "it",
            "this",
            "that",
            "please",
            "if",
            "when",
            "why",
        ),
        *("how", "what", "gemeente", "sociaal", "fysiek", "afdeling", "team", "b&w"),
    )
)
"""What begins sentences and names of services more often than it names a person."""


def any_of(words: tuple[str, ...]) -> str:
    """An expression for one of some words, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢİĶŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ]"
WORD = rf"{_CAPITAL}[\w’'-]*\w"
"""A word with a capital; one letter by itself is none."""
_PREFIX = rf"(?:(?i:{any_of(PREFIXES)})\s+)"
_INITIALS = rf"(?:{_CAPITAL}\.\s?){{1,5}}"
_SURNAME = rf"{_PREFIX}{{0,3}}{WORD}(?:\s*-\s*{_PREFIX}{{0,3}}{WORD})?"

EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]{1,64}\s?(?:@|\(at\)|\[at\]|\s?apenstaartje\s?)\s?[\w-]{1,63}(?:\.[\w-]{1,63})+",
    re.IGNORECASE,
)
IBAN = re.compile(
    r"(?<!\w)(?:(?i:[a-z]{2}\d{2}\s?[a-z]{4}\s?(?:\d\s?){9}\d)|[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}"
    r"(?:\s?[A-Z0-9]{1,3})?)(?!\w)"
)
PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)31[\s.-]*(?:\(0\))?(?:[\s.-]*\d){9}|0\d(?:[\s./-]{0,3}\d){8}"
    r"|\(0\d{1,3}\)(?:[\s./-]{0,3}\d){6,8}|\+\d(?:[\s.-]?\d){7,13})(?!\w)"
)
NINE_DIGITS = re.compile(r"(?<![\w.-])\d(?:[\s.-]?\d){7,8}(?![\w-])")
POSTCODE = re.compile(
    r"(?<!\w)[1-9]\d{3}(?:\s?[A-Z]{2}|[a-z]{2})(?:\s*,?\s*(?:nr\.?\s*)?\d{1,5}\s?[a-zA-Z]?)?(?!\w)"
)
STREET = re.compile(
    rf"(?<!\w){_CAPITAL}[\w’'-]*(?:\s+{WORD}){{0,2}}?(?<=[\wa-z])(?:(?i:{any_of(STREETS)}))\s+\d{{1,5}}"
    rf"(?:\s?[a-zA-Z](?!\w)|-\d+)?(?!\w)|(?<!\w)(?:{'|'.join(word.capitalize() for word in STREETS)})"
    r"\s+\d{1,5}(?!\w)"
)
_MONTH = any_of(MONTHS)
_YEAR = r"(?:,?\s+(?:'|’)?\d{2}(?:\d{2})?(?!\w))"
_DAY = rf"(?:\d{{1,2}}(?:e|de|ste|st|nd|rd|th)?|{any_of(NUMBERS)}|{any_of(ORDINALS)})"
DATE = re.compile(
    r"(?<![\w])(?<!\d[-/.])(?:\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([-/.])\d{1,2}\2\d{1,2})"
    r"(?![-/.]?\w)"
    rf"|(?<!\w){_DAY}\s+(?:of\s+|van\s+)?{_MONTH}(?!\w){_YEAR}?"
    rf"|(?<!\w){_MONTH}\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?!\w){_YEAR}?"
    rf"|(?<!\w){_MONTH}\s+(?:19|20)\d\d(?!\w)",
    re.IGNORECASE,
)
CASE = re.compile(
    r"(?<!\w)(?:(?:zaak|dossier|klacht|meldings?|kenmerk|case|reference|file)(?:\s?(?:nummer|number|nr\.?|no\.?))?"
    r"[\s:#]{1,3})(?=[\w./-]*\d{3})[\w./-]*\w",
    re.IGNORECASE,
)
TITLED = re.compile(
    rf"(?<!\w)(?i:{any_of(TITLES)})\s+(?:{_INITIALS})?{_SURNAME}(?:\s+{_SURNAME}){{0,2}}(?!\w)"
)
INTRODUCED = re.compile(
    r"(?<!\w)(?i:mijn naam is|ik heet|my name is|groet(?:en|jes)?,?|regards,?)\s+"
    rf"(?P<name>(?:{_INITIALS})?{_SURNAME}(?:\s+{_SURNAME}){{0,2}})(?!\w)"
)
INITIALLED = re.compile(rf"(?<!\w){_INITIALS}{_SURNAME}(?!\w)")
IN_A_ROW = re.compile(rf"(?<!\w){WORD}\s+{_PREFIX}{{0,3}}{WORD}(?:\s+{_PREFIX}{{0,3}}{WORD})?(?!\w)")
WITHIN_A_SENTENCE = re.compile(rf"(?<=[\w,;:]\s){WORD}(?!\w)")
