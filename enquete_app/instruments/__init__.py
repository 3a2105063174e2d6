"""Which questionnaires there are: those that come with the program, and the files that staff have added."""

from enquete_app.instruments.finding import (
    Edition,
    edition_of,
    editions,
    load,
    source_of,
)
from enquete_app.instruments.keeping import (
    FileError,
    WhyNotKept,
    add,
    discard,
    forget_previews,
    hold,
    keep_for_preview,
    remove,
    sha256_of,
)
from enquete_app.instruments.models import QuestionnaireFile

__all__ = [
    "Edition",
    "FileError",
    "QuestionnaireFile",
    "WhyNotKept",
    "add",
    "discard",
    "edition_of",
    "editions",
    "forget_previews",
    "hold",
    "keep_for_preview",
    "load",
    "remove",
    "sha256_of",
    "source_of",
]
