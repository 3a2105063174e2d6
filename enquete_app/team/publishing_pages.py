"""What everybody is to see of a wave: page and open data, made once and then kept as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, url_for
from flask_babel import format_date, gettext

from enquete_app.instruments import load
from enquete_app.languages import SOURCE
from enquete_app.results.backing_layout import lay_out_backing
from enquete_app.results.drawn import LANGUAGES, figures_on_page
from enquete_app.results.open_answers.released import released_of
from enquete_app.results.open_data import LICENCE_ADDRESS, as_open_data
from enquete_app.results.publishing import Rendered, picked
from enquete_app.results.tables import lay_out
from enquete_app.team.questionnaires_texts import said
from enquete_app.team.results_account import chapters_said
from enquete_app.team.survey_wording import survey_name
from enquete_app.team.waves import draws_of
from enquete_app.team.wording import GATES
from enquete_app.web.frozen_files import frozen_files
from enquete_app.web.language import language, rendering_in
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from enquete_app.fieldwork.models import Wave
    from enquete_app.questionnaire import Questionnaire
    from enquete_app.results.models import Publication
    from enquete_app.results.open_answers.released import Released
    from enquete_app.results.report import Report


class Making:
    """Makes an edition from what is known now; the same knowledge gives the same bytes.

    Args:
        wave: the wave.
        report: of the wave.
        draft: the edition.
        replaced: the editions withdrawn before it, the last one first.
        day: on which it is published.
    """

    def __init__(
        self, wave: Wave, report: Report, draft: Publication, replaced: Sequence[Publication], day: date
    ) -> None:
        self._wave, self._report, self._draft, self._day = wave, report, draft, day
        self._replaced = replaced[:1]

    def all(self) -> Rendered:
        """Make everything."""
        return Rendered(
            pages={code: self.page(code) for code in LANGUAGES},
            data=self.data(),
            files=frozen_files().contents,
        )

    def page(self, code: str) -> tuple[str, bytes]:
        """Make the page in a language; gives its title too."""
        asked, released = self._asked(), self._released()
        with rendering_in(code, LANGUAGES):
            title, backing = self._title(), lay_out_backing(self._report, asked)
            page = render_template(
                "team/publication.html",
                is_public=True,
                title=title,
                report=self._report,
                tables=lay_out(self._report, asked),
                questionnaire=asked,
                wave=self._wave,
                said=said,
                drawn=figures_on_page(session(), self._report, asked, code),
                backing=backing,
                chapters=chapters_said(backing.chapters) if backing else (),
                gates=GATES,
                open_answers=released if released.tips or released.others else None,
                introduction=self._draft.introduction,
                replaced=self._replaced,
                edition=self._draft.edition,
                day=self._day,
                files=frozen_files(),
                data_address=self._address("respond.published_data"),
                dataset=self._dataset(title),
                licence=LICENCE_ADDRESS,
            )
        return title, page.encode()

    def data(self) -> bytes:
        """Make the open data."""
        with rendering_in(SOURCE, LANGUAGES):
            about: dict[str, str | int] = {
                "title": self._title(),
                "organisation": current_app.config["ORGANISATION"],
                "address": self._full("respond.published_show"),
                "published_on": self._day.isoformat(),
                "edition": self._draft.edition,
            }
            return as_open_data(self._report, self._asked(), self._released(), about)

    def _asked(self) -> Questionnaire:
        return load(session(), self._report.questionnaire_id, self._report.questionnaire_version)

    def _released(self) -> Released:
        return picked(released_of(session(), self._wave.id))

    def _title(self) -> str:
        first = min(draw.as_of for draw in draws_of(self._wave))
        day = format_date(first, "d MMMM y")
        name = survey_name(self._wave.survey)
        return str(gettext("Resultaten van %(name)s, meting van %(day)s", name=name, day=day))

    def _dataset(self, title: str) -> dict[str, Any]:
        """What the page is about in the words of schema.org, as catalogues of open data read it."""
        responses, organisation = self._report.responses, current_app.config["ORGANISATION"]
        description = gettext(
            "Hoe mensen het contact met %(organisation)s vonden: cijfers en figuren uit %(responses)s "
            "antwoorden, met open data.",
            organisation=organisation,
            responses=responses,
        )
        return {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "name": title,
            "description": str(description),
            "url": self._full("respond.published_show"),
            "inLanguage": language(),
            "license": LICENCE_ADDRESS,
            "isAccessibleForFree": True,
            "datePublished": self._day.isoformat(),
            "version": str(self._draft.edition),
            "creator": {"@type": "GovernmentOrganization", "name": organisation},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": "text/csv",
                    "contentUrl": self._full("respond.published_data"),
                }
            ],
        }

    def _full(self, endpoint: str) -> str:
        return f"{current_app.config['BASE_URL']}{self._address(endpoint)}"

    def _address(self, endpoint: str) -> str:
        return url_for(endpoint, slug=self._draft.slug)
