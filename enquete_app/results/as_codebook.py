"""The codebook of the microdata: one page of HTML that needs nothing else, to read, print and archive."""

from __future__ import annotations

from html import escape

from enquete_app.results.microdata import Microdata
from enquete_app.results.speaking import Say, words_in
from enquete_app.results.variables import Measure, Variable
from enquete_app.results.wording import N_

_MEASURES = {
    Measure.NOMINAL: N_("nominaal"),
    Measure.ORDINAL: N_("ordinaal"),
    Measure.SCALE: N_("schaal"),
}
_ABOUT = (
    N_("Elke rij is een ingevulde vragenlijst. De volgorde zegt niets: de rijen zijn gesorteerd op inhoud."),
    N_("Wat mensen zelf schreven, staat er niet in. Ook staat er geen nummer, tijd of adres in."),
    N_(
        "Een lege waarde betekent: niet gevraagd of niet beantwoord. Bij elke variabele staat wie de vraag "
        "kreeg."
    ),
    N_(
        "Wat uit het register komt, is grof gemaakt: een combinatie van kenmerken is van minstens 5 mensen, "
        "en wat van minder dan 10 mensen is, wordt niet genoemd."
    ),
    N_(
        "Probeer niet te achterhalen wie iets antwoordde. Publiceer geen cijfers over minder dan 5 mensen, "
        "of over minder dan 10 als het om kenmerken uit het register gaat."
    ),
)
_ABOUT_FILE, _VARIABLES = N_("Over dit bestand"), N_("Variabelen")
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { color: #154273; line-height: 1.2 }
h3 { margin: 2.5rem 0 .25rem; border-top: 1px solid #b8c4d0; padding-top: 1rem }
code { font: 600 1em ui-monospace, monospace; color: #154273 }
table { border-collapse: collapse; margin: .75rem 0 }
th, td { text-align: left; vertical-align: top; padding: .2rem 1.25rem .2rem 0 }
th, td { border-bottom: 1px solid #dde4ea }
td:first-child, .number { text-align: right; font-variant-numeric: tabular-nums }
.small { color: #5f6b76 }
.missing { font-style: italic }
@media print { h3 { break-after: avoid } body { max-width: none; font-size: 10pt } }
"""


def as_codebook(data: Microdata) -> str:
    """Write what every column of the microdata means."""
    say = words_in(data.language)
    title = say(N_("Codeboek bij de antwoorden van meting %(number)s")) % {"number": data.wave}
    rows = say(N_("%(rows)s rijen, %(columns)s variabelen.")) % {
        "rows": len(data.rows),
        "columns": len(data.variables),
    }
    about = "".join(f"<li>{escape(say(text))}</li>\n" for text in _ABOUT)
    return (
        f'<!doctype html>\n<html lang="{escape(data.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(data.title)}. {escape(rows)}</p>\n"
        f"<h2>{escape(say(_ABOUT_FILE))}</h2>\n<ul>\n{about}</ul>\n"
        f"<h2>{escape(say(_VARIABLES))}</h2>\n{_contents(data, say)}"
        + "".join(_variable(each, say) for each in data.variables)
        + "</main>\n</body>\n</html>\n"
    )


def _contents(data: Microdata, say: Say) -> str:
    heads = (N_("Variabele"), N_("Label"), N_("Meetniveau"))
    head = "".join(f'<th scope="col">{escape(say(each))}</th>' for each in heads)
    lines = (
        f'<tr><th scope="row"><a href="#{each.name}">{each.name}</a></th>'
        f"<td>{escape(each.label)}</td><td>{escape(say(_MEASURES[each.measure]))}</td></tr>\n"
        for each in data.variables
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(lines)}</tbody>\n</table>\n"


def _variable(variable: Variable, say: Say) -> str:
    name, facts = variable.name, [say(_MEASURES[variable.measure]), *variable.rules]
    if variable.turned:
        facts.append(say(N_("Hoe lager de code, hoe meer instemming; voor de samenhang is ze omgekeerd.")))
    sentences = "".join(f'<p class="small">{escape(each)}</p>\n' for each in facts)
    return (
        f'<h3 id="{name}"><code>{name}</code> {escape(variable.label)}</h3>\n'
        f"{sentences}{_values(variable, say)}"
    )


def _values(variable: Variable, say: Say) -> str:
    if not variable.values:
        return ""
    missing = escape(say(N_("telt als ontbrekend")))
    lines = "".join(
        f'<tr><td>{code}</td><td>{escape(words)}</td><td class="missing">'
        f"{missing if code in variable.missing else ''}</td></tr>\n"
        for code, words in variable.values.items()
    )
    heads = "".join(
        f'<th scope="col">{escape(say(each))}</th>' for each in (N_("Code"), N_("Betekenis"), N_("Opmerking"))
    )
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>\n"
