"""Two people who publish, or prepare, at the same moment: there is one edition."""

from builders import DRAW_DAY, MORNING, at_the_same_time
from sqlalchemy import func, select

from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.results.models import Publication, PublishedPage
from enquete_app.results.publishing import PublishingError, Rendered, prepare, publish

RENDERED = Rendered(
    pages={"nl": ("Titel", b"<p>"), "en": ("Title", b"<p>")}, data=b"x", files={"a.css": b"a"}
)


def test_both_prepare_and_both_publish_and_there_is_one_edition(analyst, database):
    at_the_same_time(database, lambda session: prepare(session, find_wave(session, "1", lock=True), "Dank"))
    outcomes = []

    def press(session):
        wave = find_wave(session, "1", lock=True)
        try:
            outcomes.append(publish(session, wave, RENDERED, MORNING).edition)
        except PublishingError:
            outcomes.append("too late")

    at_the_same_time(database, press)

    assert outcomes == [1, "too late"]
    with database.reader() as session:
        assert session.scalars(select(Publication.slug)).all() == [f"klachtbehandeling-{DRAW_DAY}"]
        assert session.scalar(select(func.count()).select_from(PublishedPage)) == 2
