"""Publishing the results of a wave: an introduction, a look at what everybody will see, taking it back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.results import publishing
from enquete_app.results.building import stored_report
from enquete_app.results.open_answers.released import released_of
from enquete_app.results.publishing import Standing, may_be_published, picked, standing_of
from enquete_app.results.report import NotBuiltError
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.publishing_forms import IntroductionForm, WithdrawalForm
from enquete_app.team.publishing_pages import Making
from enquete_app.web.language import language
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Wave
    from enquete_app.results.models import Publication
    from enquete_app.results.report import Report

SEE_OTHER = 303
CONFLICT = 409
UNPROCESSABLE = 422


@access(Role.TEAM)
def show(wave_id: str) -> str:
    """Show whether the wave is published; if not, ask for an introduction."""
    wave = find_wave(session(), wave_id)
    standing = standing_of(session(), wave.id)
    return _page(wave, standing, IntroductionForm(introduction=standing.introduction))


@access(Role.TEAM)
def prepare(wave_id: str) -> str | tuple[str, int] | AnyResponse:
    """Keep the introduction and go on to what everybody will see."""
    wave, _ = _publishable(wave_id, lock=True)
    form = IntroductionForm()
    if not form.validate():
        return _page(wave, standing_of(session(), wave.id), form), UNPROCESSABLE
    try:
        publishing.prepare(session(), wave, form.introduction.data.strip())
    except publishing.PublishingError:
        return _too_late(wave)
    return redirect(url_for("team.publishing_confirm", wave_id=wave.id), SEE_OTHER)


@access(Role.TEAM)
def confirm(wave_id: str) -> str | AnyResponse:
    """Say what will be public, show it to the last byte, and ask whether it is to be published."""
    wave, report = _publishable(wave_id)
    if standing_of(session(), wave.id).draft is None:
        return redirect(url_for("team.publishing_show", wave_id=wave.id), SEE_OTHER)
    return _confirmation(wave, report)


@access(Role.TEAM)
def preview(wave_id: str) -> str:
    """Show the page as everybody will see it."""
    _, page = _making(*_publishable(wave_id)).page(language())
    return page.decode()


@access(Role.TEAM)
def preview_data(wave_id: str) -> Response:
    """Give the open data as everybody will get them."""
    data = _making(*_publishable(wave_id)).data()
    headers = {"Content-Disposition": 'inline; filename="open-data.csv"'}
    return Response(data, content_type="text/csv; charset=utf-8", headers=headers)


@access(Role.TEAM)
def publish(wave_id: str) -> str | tuple[str, int] | AnyResponse:
    """Publish what was looked at, unless it would be something else by now."""
    wave, report = _publishable(wave_id, lock=True)
    if standing_of(session(), wave.id).draft is None:
        return _too_late(wave)
    now = datetime.now(UTC)
    rendered = _making(wave, report, now).all()
    if rendered.seal != request.form.get("gezien"):
        return _confirmation(wave, report, changed=True), CONFLICT
    published = publishing.publish(session(), wave, rendered, now)
    note(Act.RESULTS_PUBLISHED, f"wave {wave.id}", edition=published.edition, sha256=rendered.seal)
    flash(gettext("De resultaten zijn gepubliceerd. Iedereen kan ze nu zien."))
    return redirect(url_for("team.publishing_show", wave_id=wave.id), SEE_OTHER)


@access(Role.TEAM)
def withdraw_page(wave_id: str) -> str:
    """Ask why what is published is to be taken back."""
    _, current = _published(wave_id)
    return _withdrawal(current, WithdrawalForm(edition=current.edition))


@access(Role.TEAM)
def withdraw(wave_id: str) -> str | tuple[str, int] | AnyResponse:
    """Take it back."""
    wave, current = _published(wave_id, lock=True)
    form = WithdrawalForm()
    if form.edition.data != str(current.edition):
        flash(gettext("Er is niets ingetrokken: intussen is een andere versie gepubliceerd."))
        return redirect(url_for("team.publishing_show", wave_id=wave.id), SEE_OTHER)
    if not form.validate():
        return _withdrawal(current, form), UNPROCESSABLE
    reason = " ".join(form.reason.data.split())
    gone = publishing.withdraw(session(), wave, reason, datetime.now(UTC))
    note(Act.RESULTS_WITHDRAWN, f"wave {wave.id}", edition=gone.edition, why=reason)
    flash(gettext("De resultaten zijn ingetrokken. De openbare pagina zegt dat nu ook."))
    return redirect(url_for("team.publishing_show", wave_id=wave.id), SEE_OTHER)


def _page(wave: Wave, standing: Standing, form: IntroductionForm) -> str:
    return render_template(
        "team/publishing.html",
        wave=wave,
        standing=standing,
        form=form,
        slug=publishing.slug_of(session(), wave),
        may_be_published=may_be_published(_report(wave)),
    )


def _confirmation(wave: Wave, report: Report, *, changed: bool = False) -> str:
    fields = picked(released_of(session(), wave.id)).fields
    return render_template(
        "team/publishing_confirm.html",
        wave=wave,
        report=report,
        draft=standing_of(session(), wave.id).draft,
        quotations=sum(len(each.quotations) for each in fields),
        seal=_making(wave, report).all().seal,
        changed=changed,
    )


def _withdrawal(current: Publication, form: WithdrawalForm) -> str:
    return render_template(
        "team/confirm.html",
        title=gettext("Resultaten van meting %(number)s intrekken?", number=current.wave_id),
        consequences=(
            gettext("De pagina en het bestand met open data zijn niet meer te zien, en worden gewist."),
            gettext("Op hetzelfde adres staat dan dat de resultaten zijn ingetrokken, wanneer en waarom."),
            gettext("Kopieën die anderen al maakten, haalt u hiermee niet terug."),
            gettext("U kunt daarna een verbeterde versie publiceren."),
        ),
        form=form,
        button=gettext("Intrekken"),
        back=url_for("team.publishing_show", wave_id=current.wave_id),
    )


def _making(wave: Wave, report: Report, now: datetime | None = None) -> Making:
    standing = standing_of(session(), wave.id)
    if standing.draft is None:
        abort(CONFLICT)
    return Making(wave, report, standing.draft, standing.withdrawn, local_day(now or datetime.now(UTC)))


def _publishable(wave_id: str, *, lock: bool = False) -> tuple[Wave, Report]:
    """A wave with figures of its own."""
    wave = find_wave(session(), wave_id, lock=lock)
    report = _report(wave)
    if not may_be_published(report):
        abort(CONFLICT)
    return wave, report


def _published(wave_id: str, *, lock: bool = False) -> tuple[Wave, Publication]:
    """A wave that is published, and the edition that everybody sees."""
    wave = find_wave(session(), wave_id, lock=lock)
    return wave, standing_of(session(), wave.id).current or abort(CONFLICT)


def _report(wave: Wave) -> Report:
    report = stored_report(session(), wave.id)
    if report is None:
        raise NotBuiltError(wave.id)
    return report


def _too_late(wave: Wave) -> AnyResponse:
    if standing_of(session(), wave.id).current:
        flash(gettext("Deze resultaten zijn al gepubliceerd, misschien door een collega."))
    else:
        # It was published and withdrawn since.
        flash(
            gettext(
                "Er is niets gepubliceerd: sinds u het voorbeeld bekeek, is er iets veranderd. "
                "Bekijk het opnieuw."
            )
        )
    return redirect(url_for("team.publishing_show", wave_id=wave.id), SEE_OTHER)


PAGES = (
    ("/waves/<wave_id>/publication", "GET", show),
    ("/waves/<wave_id>/publication", "POST", prepare),
    ("/waves/<wave_id>/publication/preview", "GET", preview),
    ("/waves/<wave_id>/publication/preview.csv", "GET", preview_data),
    ("/waves/<wave_id>/publication/confirm", "GET", confirm),
    ("/waves/<wave_id>/publication/confirm", "POST", publish),
    ("/waves/<wave_id>/publication/withdraw", "GET", withdraw_page),
    ("/waves/<wave_id>/publication/withdraw", "POST", withdraw),
)
