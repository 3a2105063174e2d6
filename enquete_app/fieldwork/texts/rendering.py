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
    """A text, filled in, with what stands around it.

    Args:
        subject: in one line.
        blocks: the parts of the body, for whoever lays them out.
        text: as plain text.
        html: the same as HTML; empty for a letter.
        tail: what stands below a mail, in smaller type.
        notice: a line on top of a mail that is no real one.
    """

    subject: str
    blocks: tuple[Block, ...]
    text: str
    html: str = ""
    tail: tuple[Block, ...] = ()
    notice: str = ""

    @property
    def parts(self) -> list[tuple[str, Block]]:
        """The parts of the body, each with what it is, as templates ask for it."""
        return named(self.blocks)

    @property
    def tail_parts(self) -> list[tuple[str, Block]]:
        """The same of the tail."""
        return named(self.tail)


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
    parsed, organisation = parse(text.body), values[Placeholder.ORGANISATION]
    with force_locale(language.code):
        blocks = _with_words(fill(parsed, values))
        if not _holds(parsed, Placeholder.GENUINE):
            check = gettext("Wilt u weten of deze e-mail echt van ons is? Kijk op:")
            blocks = (*blocks, _pointing(check, values[Placeholder.GENUINE]))
        leave = gettext("Wilt u hierover geen e-mail meer krijgen? Meld u dan af:")
    tail = (_pointing(leave, frame.opt_out),)
    head = [organisation, frame.notice] if frame.notice else [organisation]
    plain = "\n\n".join([*head, as_text(blocks), f"-----\n{as_text(tail)}"])
    subject = fill_line(text.subject, values)
    html = render_template(
        "mail/mail.html",
        subject=subject,
        organisation=organisation,
        notice=frame.notice,
        blocks=named(blocks),
        tail=named(tail),
        language=language.code,
        direction=language.direction,
    )
    return Written(subject, blocks, plain, html, tail, frame.notice)


def write_letter(text: Text, values: Mapping[Placeholder, str]) -> Written:
    """Fill in the text of a letter, whose frame is made where it is laid out.

    Args:
        text: with its marks and placeholders.
        values: of every placeholder that a letter may hold.
    """
    blocks = fill(parse(text.body), values)
    return Written(fill_line(text.subject, values), blocks, as_text(blocks))


def named(blocks: tuple[Block, ...]) -> list[tuple[str, Block]]:
    """Parts, each with what it is, as templates ask for it."""
    return [(KINDS[type(block)], block) for block in blocks]


def _pointing(words: str, address: str) -> Block:
    return Paragraph(((Run(words),), (Run(address, is_address=True),)))


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
