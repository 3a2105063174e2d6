"""The account of a report in words, from its facts: in Dutch, for the catalogue to translate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from enquete_app.results.account import Account, DrawAccount
from enquete_app.results.formatting import decimal, percentage
from enquete_app.results.measures import Grades, Hidden
from enquete_app.results.report import Report
from enquete_app.results.weights import Kind, Unweighted, Weights
from enquete_app.results.wording import N_

FEW = 200
"""With fewer answers a share of one half is uncertain by seven points or more either way."""
HASH_DIGITS = 12

COLUMNS: Mapping[str, str] = {
    "kind": N_("soort"),
    "handling": N_("wijze van afhandeling"),
    "judgement": N_("oordeel"),
    "domain": N_("domein"),
    "subject": N_("onderwerp"),
    "department": N_("afdeling"),
    "channel": N_("kanaal"),
    "language": N_("taal"),
}
WHY_UNWEIGHTED: Mapping[Unweighted, str] = {
    Unweighted.NO_BACKGROUND: N_("de populatie is niet op tijd geteld"),
    Unweighted.TOO_FEW: N_("er zijn te weinig antwoorden (minder dan 50)"),
    Unweighted.NO_FACTS: N_("van geen gegeven uit het register zijn er twee groepen die groot genoeg zijn"),
    Unweighted.NOBODY: N_("er zijn geen antwoorden"),
    Unweighted.EMPTY_CATEGORY: N_("uit een groep van de populatie antwoordde niemand"),
    Unweighted.NOT_IN_POPULATION: N_("een groep antwoorden komt in de populatie niet voor"),
    Unweighted.LARGEST_TOO_SMALL: N_(
        "een groep is zo ondervertegenwoordigd dat enkelen te zwaar zouden tellen"
    ),
    Unweighted.NOT_CONVERGED: N_("er zijn geen gewichten waarmee alles tegelijk klopt"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with named gaps.

    Args:
        text: with a `%(name)s` for each gap.
        values: what goes into them as it is, a day in the form of the language.
        words: our own words, which are translated and joined by commas.
    """

    text: str
    values: Mapping[str, int | str | date] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading and its sentences."""

    heading: str
    sentences: tuple[Sentence, ...]


def said(sentence: Sentence, say: Callable[[str], str], day: Callable[[date], str]) -> str:
    """Fill a sentence in.

    Args:
        sentence: the sentence.
        say: gives a Dutch text in the language wanted.
        day: writes a day in it.
    """
    values = {
        name: day(value) if isinstance(value, date) else value for name, value in sentence.values.items()
    }
    words = {name: _listed([say(word) for word in several], say) for name, several in sentence.words.items()}
    text = say(sentence.text)
    return text % (values | words) if values or words else text


def _listed(words: list[str], say: Callable[[str], str]) -> str:
    *first, last = words
    return say(N_("%(first)s en %(last)s")) % {"first": ", ".join(first), "last": last} if first else last


def account_in_words(report: Report) -> tuple[Chapter, ...]:
    """Tell whom was asked, how the fieldwork went, how to read the figures and what they cannot tell."""
    if report.backing is None:
        return ()
    account = report.backing.account
    chapters = [
        Chapter(N_("Wie er gevraagd zijn"), tuple(_asked(account))),
        Chapter(N_("Hoe het veldwerk ging"), tuple(_fieldwork(report, account))),
    ]
    if not report.withheld:
        chapters += [
            Chapter(N_("Hoe de cijfers gemaakt zijn"), tuple(_figures(report, account))),
            Chapter(N_("Wat de cijfers niet kunnen zeggen"), tuple(_limits(report, account))),
        ]
    return tuple(chapters)


def _asked(account: Account) -> Iterator[Sentence]:
    for draw in account.draws:
        yield from _draw(draw)
    if account.repeated:
        text = N_(
            "Wie meer dan één zaak had die meetelde, is één keer gevraagd: over de zaak die het laatst was "
            "afgehandeld. Daardoor vielen er %(number)s zaken af."
        )
        yield Sentence(text, {"number": account.repeated})
    else:
        yield Sentence(
            N_("Voor zover de contactgegevens laten zien had niemand meer dan één zaak die meetelde.")
        )


def _draw(draw: DrawAccount) -> Iterator[Sentence]:
    text = N_(
        "Gevraagd is naar zaken die van %(first)s tot en met %(last)s zijn afgehandeld. Soort: %(kinds)s. "
        "Van de %(register)s zaken in het register telden er %(eligible)s mee."
    )
    days = {"first": draw.window_first, "last": draw.as_of}
    numbers = {"register": draw.register, "eligible": draw.eligible}
    yield Sentence(text, {**days, **numbers, "kinds": ", ".join(draw.kinds)})
    if draw.handlings is not None:
        text = N_("Alleen zaken met deze wijze van afhandeling telden mee: %(handlings)s.")
        yield Sentence(text, {"handlings": ", ".join(draw.handlings)})
    if draw.selected == draw.eligible:
        text = N_("Iedereen die meetelde is gevraagd: %(selected)s mensen. Er is geen steekproef.")
        yield Sentence(text, {"selected": draw.selected})
    elif draw.by:
        text = N_(
            "Daaruit is een steekproef van %(selected)s mensen getrokken, in %(strata)s groepen naar "
            "%(columns)s."
        )
        columns = tuple(COLUMNS[name] for name in draw.by)
        yield Sentence(text, {"selected": draw.selected, "strata": draw.strata}, {"columns": columns})
    else:
        text = N_(
            "Daaruit is een steekproef van %(selected)s mensen getrokken, met voor iedereen dezelfde kans."
        )
        yield Sentence(text, {"selected": draw.selected})
    text = N_(
        "De trekking is na te rekenen. De controlegetallen (SHA-256) beginnen met %(seed)s (startgetal) en "
        "%(frame)s (kader)."
    )
    yield Sentence(text, {"seed": draw.seed_sha256[:HASH_DIGITS], "frame": draw.frame_sha256[:HASH_DIGITS]})


def _fieldwork(report: Report, account: Account) -> Iterator[Sentence]:
    first, last, numbers = account.first_mail_on, account.last_mail_on, report.fieldwork
    if first and last:
        if first == last:
            yield Sentence(N_("De uitnodigingen zijn verstuurd op %(day)s."), {"day": first})
        else:
            text = N_("De uitnodigingen zijn verstuurd van %(first)s tot en met %(last)s.")
            yield Sentence(text, {"first": first, "last": last})
    if account.letters:
        yield Sentence(N_("Wie geen bruikbaar e-mailadres had, kreeg een brief."))
    text = N_(
        "Na %(days)s dagen kreeg wie nog niet had geantwoord één herinnering: %(reminded)s mensen. "
        "Uitgenodigd zijn %(invited)s mensen; %(completed)s stuurden een ingevulde vragenlijst "
        "(%(response)s)."
    )
    response = percentage(numbers.response_of_invited.estimate, numbers.invited)
    values = {"reminded": numbers.reminded, "invited": numbers.invited, "completed": numbers.completed}
    yield Sentence(text, {"days": account.reminder_after_days, "response": response, **values})
    if report.opened_with:
        text = N_(
            "Die aantallen gaan over deze meting alleen; de andere cijfers ook over meting %(numbers)s, die "
            "apart te klein was."
        )
        yield Sentence(text, {"numbers": ", ".join(report.opened_with)})
    if account.closes_on:
        yield Sentence(N_("De vragenlijst sloot op %(day)s."), {"day": account.closes_on})
    waiting = report.backing.waiting if report.backing else None
    if waiting and waiting.median is not None and waiting.most is not None:
        text = N_(
            "Tussen het afhandelen en de uitnodiging lagen bij de helft van de mensen hoogstens %(median)s "
            "dagen, en nooit meer dan %(most)s."
        )
        yield Sentence(text, {"median": decimal(waiting.median, digits=0), "most": waiting.most})


def _figures(report: Report, account: Account) -> Iterator[Sentence]:
    text = N_(
        "De cijfers gaan over %(responses)s antwoorden. Vragen mochten worden overgeslagen; bij elk cijfer "
        "staat over hoeveel mensen het gaat."
    )
    yield Sentence(text, {"responses": report.responses or 0})
    text = N_(
        "Een cijfer staat er alleen als het over genoeg mensen gaat: minstens %(total)s, in groepen naar "
        "gegevens uit het register en bij samenhang minstens %(register)s. Zou een kleinere groep uit te "
        "rekenen zijn, dan blijft ook een grotere weg."
    )
    shown = account.thresholds
    yield Sentence(text, {"total": shown["total"], "register": shown["register"]})
    text = N_(
        "Een gegeven uit het register staat alleen bij de antwoorden als minstens %(invited)s uitgenodigde "
        "mensen dezelfde gegevens hadden en minstens %(sent)s van hen antwoordden. Bij andere antwoorden is "
        "het weggelaten, voorgoed."
    )
    yield Sentence(text, {"invited": account.fewest_invited, "sent": account.fewest_sent})
    yield from _weighing(report)


def _weighing(report: Report) -> Iterator[Sentence]:
    weights = report.backing.weights if report.backing else None
    if weights is None:
        return
    for each in weights.weightings:
        if each.kind is Kind.RAKED:
            text = N_(
                "Gewogen tellen mensen zo dat de antwoorden naar %(columns)s zijn samengesteld als de "
                "populatie. De gewichten lopen van %(smallest)s tot %(largest)s; gewogen zijn de antwoorden "
                "evenveel waard als %(effective)s zonder gewicht."
            )
            values = {"smallest": decimal(each.smallest), "largest": decimal(each.largest)}
            columns = tuple(COLUMNS[name] for name in each.facts)
            yield Sentence(text, {**values, "effective": each.effective}, {"columns": columns})
    if weights.chances_differ:
        yield Sentence(_chances_mended(weights))
    if weights.undefined:
        why = WHY_UNWEIGHTED[weights.undefined]
        yield Sentence(N_("Naar de populatie wegen kan niet: %(why)s."), words={"why": (why,)})


def _chances_mended(weights: Weights) -> str:
    if not weights.weightings:
        return N_("Niet iedereen had dezelfde kans om getrokken te worden. Daarvoor is niet gewogen.")
    if weights.exact:
        return N_("Niet iedereen had dezelfde kans om getrokken te worden; de gewichten maken dat goed.")
    return N_(
        "Niet iedereen had dezelfde kans om getrokken te worden; de gewichten maken dat bij benadering goed."
    )


def _limits(report: Report, account: Account) -> Iterator[Sentence]:
    numbers = report.fieldwork
    text = N_(
        "%(silent)s van de %(invited)s uitgenodigde mensen antwoordden niet. Hing dat af van hoe tevreden "
        "zij zijn, dan geven de cijfers een verkeerd beeld. Wegen verhelpt dat niet: tevredenheid staat niet "
        "in het register."
    )
    if numbers.invited > numbers.completed:
        yield Sentence(text, {"silent": numbers.invited - numbers.completed, "invited": numbers.invited})
    unreachable = sum(
        draw.excluded.get(gate, 0)
        for draw in account.draws
        for gate in ("no_email", "invalid_email", "no_contact")
    )
    if unreachable:
        text = N_(
            "%(number)s zaken telden niet mee omdat er geen bruikbare contactgegevens waren: die mensen zijn "
            "niet gevraagd."
        )
        yield Sentence(text, {"number": unreachable})
    if other := sum(draw.excluded.get("kind_not_in_survey", 0) for draw in account.draws):
        text = N_("Over andere soorten zaken zeggen de cijfers niets: %(number)s in het register.")
        yield Sentence(text, {"number": other})
    text = N_(
        "Mensen kunnen aan een andere zaak hebben gedacht dan die waarover zij zijn gevraagd, ook al noemde "
        "de vragenlijst de dag waarop die was ontvangen."
    )
    yield Sentence(text)
    yield Sentence(N_("Hoe langer geleden de zaak is afgehandeld, hoe minder mensen zich ervan herinneren."))
    if _is_all_hidden(report.grades):
        text = N_("Naar wijze van afhandeling is niet uit te splitsen: de groepen zijn te klein.")
        yield Sentence(text)
    if (report.responses or 0) < FEW:
        text = N_(
            "Met %(responses)s antwoorden kan het toeval veel uitmaken: kleine verschillen tussen groepen, "
            "of met een andere meting, zeggen weinig."
        )
        yield Sentence(text, {"responses": report.responses or 0})


def _is_all_hidden(grades: Grades | None) -> bool:
    groups = grades.by.get("handling", {}).values() if grades else ()
    return bool(grades) and all(isinstance(each, Hidden) for each in groups)
