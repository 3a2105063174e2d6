"""The report of a wave: immutable figures, unrounded, that every rendering takes over as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from enquete_app.results.backing import Backing
from enquete_app.results.measures import (
    Choices,
    Correlations,
    Frequency,
    Grades,
    Hidden,
    Json,
    KeyIndicator,
    choices_from_json,
    frequency_from_json,
    unanimity,
)
from enquete_app.statistics import Rate


class ResultsError(Exception):
    """Results cannot be given as asked; the message says why to who types commands, in English.

    A page has words of its own for each kind.
    """


class StillOpenError(ResultsError):
    """The wave is open.

    Args:
        wave_id: the wave.
        closes_on: the first day on which it is closed, if that is known.
    """

    def __init__(self, wave_id: int, closes_on: date | None) -> None:
        day = f" on {closes_on}" if closes_on else ""
        super().__init__(f"Wave {wave_id} is still open; there are results once it closes{day}.")
        self.wave_id = wave_id
        self.closes_on = closes_on


class NotBuiltError(ResultsError):
    """The report of a closed wave is still being made.

    Args:
        wave_id: the wave.
    """

    def __init__(self, wave_id: int) -> None:
        super().__init__(f"The results of wave {wave_id} are being built; try again in a minute.")
        self.wave_id = wave_id


class Withheld(StrEnum):
    """Why a report holds nothing but the fieldwork."""

    TOO_FEW = "too_few"
    """The ballots stay sealed until a later wave closes."""
    NEVER_OPENED = "never_opened"
    """There were too few to open and the next wave asked something else, so that they were destroyed."""
    OPENED_LATER = "opened_later"
    """The ballots were opened together with those of a later wave, whose report holds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldwork:
    """What became of the sample, in numbers of people.

    Args:
        invited: messages attempted.
        bounced: refused or returned for good.
        delivered: sent and not bounced.
        started: pressed start.
        completed: sent with the grade or at least one statement; whatever was sent, where the wave was not
            opened alone.
        blank: sent without these.
        opted_out: asked for no more mail.
        uncertain: mails of which is not known whether they left.
        failed: mails that could not be sent.
        reminded: reminders sent.
        unopened: completed or blank, but destroyed unread.
        response_of_invited: completed of invited. A fact of this wave; the bounds (Wilson, 95 %) take the
            wave for a draw from a continuing process.
        response_of_delivered: completed of delivered, likewise.
    """

    invited: int
    bounced: int
    delivered: int
    started: int
    completed: int
    blank: int
    opted_out: int
    uncertain: int
    failed: int
    reminded: int
    response_of_invited: Rate
    response_of_delivered: Rate
    unopened: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of people by name, without the rates that follow from them."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, int)}

    @classmethod
    def from_json(cls, body: Json) -> Fieldwork:
        """Undo `asdict`."""
        rates = {name: Rate(**body[name]) for name in ("response_of_invited", "response_of_delivered")}
        return cls(**{**body, **rates})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All figures of a wave whose fieldwork has ended, or of several waves pooled.

    Args:
        wave: the wave's number; empty in a pool.
        questionnaire_id: what was asked.
        questionnaire_version: in which edition.
        responses: how many responses the figures rest on, those of `opened_with` included.
        fieldwork: of this wave alone; in a pool of all its waves together.
        frequencies: by question or statement, in their order.
        grades: none if no grade was asked.
        correlations: empty if nothing may be shown.
        key_indicator: none if the questionnaire names none, or nothing may be shown.
        outcome_by_judgement: outcomes per class of judgement; none without an outcome, or if nothing may be
            shown.
        withheld: why there is only fieldwork; none for a full report.
        still_needed: how many more answers a later wave must bring before anything is opened.
        opened_into: the later wave whose report holds these answers.
        opened_with: earlier waves whose answers this report holds.
        backing: whom the figures speak for and how they came about; none in a report of an earlier release.
        period: for a pool its year.
        waves: for a pool the waves that it is the sum of.
    """

    wave: str
    questionnaire_id: str
    questionnaire_version: str
    fieldwork: Fieldwork
    frequencies: Mapping[str, Frequency]
    grades: Grades | None
    correlations: Correlations
    key_indicator: KeyIndicator | None = None
    outcome_by_judgement: Mapping[str, Choices | Hidden] | None = None
    responses: int | None = None
    withheld: Withheld | None = None
    still_needed: int | None = None
    opened_into: str | None = None
    opened_with: tuple[str, ...] = ()
    backing: Backing | None = None
    period: str | None = None
    waves: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """Give the report under its documented names (docs: "Results as JSON"), unrounded."""
        return {
            "wave": self.wave or None,
            "questionnaire": {"id": self.questionnaire_id, "version": self.questionnaire_version},
            "responses": self.responses,
            **{name: value for name, value in self._notes().items() if value},
            "fieldwork": asdict(self.fieldwork),
            "key_indicator": self.key_indicator.to_json() if self.key_indicator else None,
            "frequencies": {name: each.to_json() for name, each in self.frequencies.items()},
            "grades": self.grades.to_json() if self.grades else None,
            "outcome_by_judgement": self._outcomes(),
            "correlations": self.correlations.to_json(),
            **(self.backing.to_json() if self.backing else {}),
        }

    def _outcomes(self) -> Json | None:
        outcomes = self.outcome_by_judgement
        if outcomes is None:
            return None
        return {name: each.to_json() | unanimity(each) for name, each in outcomes.items()}

    def _notes(self) -> Json:
        """Give what only some reports have to say."""
        return {
            "suppressed": self.withheld.value if self.withheld else None,
            "still_needed": self.still_needed,
            "opened_into": self.opened_into,
            "opened_with": list(self.opened_with),
            "period": self.period,
            "waves": list(self.waves),
        }

    @classmethod
    def from_json(cls, body: Json) -> Report:
        """Undo `to_json`, also after it has been text."""
        indicator, outcomes = body.get("key_indicator"), body.get("outcome_by_judgement")
        return cls(
            wave=body["wave"] or "",
            questionnaire_id=body["questionnaire"]["id"],
            questionnaire_version=body["questionnaire"]["version"],
            responses=body["responses"],
            withheld=Withheld(body["suppressed"]) if "suppressed" in body else None,
            still_needed=body.get("still_needed"),
            opened_into=body.get("opened_into"),
            opened_with=tuple(body.get("opened_with", ())),
            period=body.get("period"),
            waves=tuple(body.get("waves", ())),
            fieldwork=Fieldwork.from_json(body["fieldwork"]),
            frequencies={name: frequency_from_json(each) for name, each in body["frequencies"].items()},
            grades=Grades.from_json(body["grades"]) if body["grades"] else None,
            correlations=Correlations.from_json(body["correlations"]),
            key_indicator=KeyIndicator.from_json(indicator) if indicator else None,
            outcome_by_judgement=None if outcomes is None else choices_from_json(outcomes),
            backing=Backing.from_json(body),
        )
