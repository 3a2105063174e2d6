"""A text with its values in the frame of every mail: as plain text and as HTML of equal content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import render_template
from flask_babel import force_locale, gettext

from enquete_app.fieldwork.texts.markup import (
    Block,
    Button,
    Paragraph,
    Points,
    Run,
    as_text,
    fill,
    fill_line,
    parse,
)
from enquete_app.fieldwork.texts.placeholders import Placeholder, Text
from enquete_app.languages import Language

KINDS = {Paragraph: "paragraph", Points: "points", Button: "button"}


@dataclass(frozen=True)
class Written:
    """A text, filled in.

    Args:
        subject: in one line.
        blocks: the parts of the body, for whoever lays them out.
        text: as plain text; of a mail with its frame.
        html: the same as HTML; empty for a letter.
    """

    subject: str
    blocks: tuple[Block, ...]
    text: str
    html: str = ""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What stands around the words of a mail.

    Args:
        opt_out: where somebody opts out.
        notice: a line on top, of mails that are no real ones.
    """

    opt_out: str
    notice: str = ""


def write_mail(text: Text, language: Language, values: Mapping[Placeholder, str], frame: Frame) -> Written:
    """Fill in a text and put the frame of our mails around it: who sends it, how to check and to opt out.

    Args:
        text: with its marks and placeholders.
        language: that it is in.
        values: of every placeholder that a mail may hold.
        frame: what stands around it.
    """
    with force_locale(language.code):
        parsed = parse(text.body)
        subject, blocks = fill_line(text.subject, values), _with_words(fill(parsed, values))
        content = {
            "organisation": values[Placeholder.ORGANISATION],
            # Whoever wrote the text may have put it where it fits better.
            "genuine": "" if _holds(parsed, Placeholder.GENUINE) else values[Placeholder.GENUINE],
            "frame": frame,
        }
        plain = render_template("mail/mail.txt", body=as_text(blocks), **content)
        html = render_template(
            "mail/mail.html",
            subject=subject,
            blocks=[(KINDS[type(block)], block) for block in blocks],
            language=language.code,
            direction=language.direction,
            **content,
        )
    return Written(subject, blocks, plain, html)


def write_letter(text: Text, values: Mapping[Placeholder, str]) -> Written:
    """Fill in the text of a letter, whose frame is made where it is laid out.

    Args:
        text: with its marks and placeholders.
        values: of every placeholder that a letter may hold.
    """
    blocks = fill(parse(text.body), values)
    return Written(fill_line(text.subject, values), blocks, as_text(blocks))


def _with_words(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """A button has to say something, also where the text gives no words for it."""
    words = (Run(gettext("Naar de vragen")),)
    return tuple(
        replace(block, line=words) if isinstance(block, Button) and not block.line else block
        for block in blocks
    )


def _holds(blocks: tuple[Block, ...], place: Placeholder) -> bool:
    lines = [line for block in blocks if not isinstance(block, Button) for line in block.lines]
    return any(run.place is place for line in lines for run in line)
