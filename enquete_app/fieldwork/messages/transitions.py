"""Which state of a message may follow which, in one place."""

from __future__ import annotations

from enquete_app.fieldwork.models import Message, MessageState

TRANSITIONS: dict[MessageState, frozenset[MessageState]] = {
    MessageState.PLANNED: frozenset(
        {
            *(MessageState.CLAIMED, MessageState.DROPPED, MessageState.SENT, MessageState.FAILED),
            MessageState.UNCERTAIN,
        }
    ),
    MessageState.RETRY: frozenset(
        {MessageState.CLAIMED, MessageState.DROPPED, MessageState.FAILED, MessageState.UNCERTAIN}
    ),
    MessageState.CLAIMED: frozenset(
        {
            *(MessageState.PLANNED, MessageState.SENDING, MessageState.DROPPED, MessageState.FAILED),
            MessageState.UNCERTAIN,
        }
    ),
    MessageState.SENDING: frozenset(
        {MessageState.SENT, MessageState.RETRY, MessageState.FAILED, MessageState.UNCERTAIN}
    ),
    MessageState.SENT: frozenset({MessageState.FAILED, MessageState.PLANNED}),
    MessageState.UNCERTAIN: frozenset({MessageState.FAILED, MessageState.PLANNED}),
    MessageState.FAILED: frozenset({MessageState.PLANNED}),
    MessageState.DROPPED: frozenset({MessageState.PLANNED}),
}
"""Which state may follow which. What was sent or is uncertain can still come back as a bounce.

What did not arrive is planned anew only where somebody of the team corrected it (`correcting`) or goes on
by letter (`by_letter`). A letter goes from planned to sent when it was posted, and back if that was a
mistake; what waits or was claimed becomes uncertain where a restored backup does not know whether it left
(`restoring`); if the wave closes before a letter in the place of a mail was posted, it has failed after all.
"""

WAITING = (MessageState.PLANNED, MessageState.RETRY)
"""The states in which a message waits for somebody to send it."""

UNFINISHED = (*WAITING, MessageState.CLAIMED, MessageState.SENDING)
"""The states in which it is not yet decided what becomes of a message."""


class IllegalTransitionError(Exception):
    """A message cannot go from its state to the one asked for: a fault in the program."""


def move(message: Message, to: MessageState) -> None:
    """Bring a message into another state. Raises IllegalTransitionError as `after`."""
    message.state = after(message.state, to)


def after(state: MessageState, to: MessageState) -> MessageState:
    """The state that is to follow another, for statements that move messages by themselves.

    Raises:
        IllegalTransitionError: if it may not.
    """
    if to not in TRANSITIONS[state]:
        raise IllegalTransitionError(f"{state} → {to}")
    return to
