"""A page as somebody may find it, and how staff come to see theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from e2e.browser.visitor import Visitor
from e2e.browser.world import EMAIL


@dataclass(frozen=True)
class State:
    """A page as somebody may find it.

    Args:
        name: of the state.
        template: that it is made from.
        reach: brings somebody there.
        status: of the answer.
    """

    name: str
    template: str
    reach: Callable[[Visitor], object]
    status: int = 200

    @property
    def is_faulty(self) -> bool:
        """Whether something has to be mended on the page."""
        return self.status in {422, 429} and self.template != "error.html"


def sign_in(visitor: Visitor, email: str, password: str) -> None:
    visitor.page.goto(f"{visitor.world.address}/team/sign-in")
    visitor.choose(visitor.language)
    visitor.page.get_by_label(visitor.say("E-mailadres")).fill(email)
    visitor.page.get_by_label(visitor.say("Wachtwoord"), exact=True).fill(password)
    visitor.press("Inloggen")


def as_staff(visitor: Visitor, path: str, email: str = EMAIL) -> None:
    """See a page of the staff, in a session of its own."""
    visitor.page.context.add_cookies(visitor.world.staff(visitor.language, email))
    visitor.page.goto(f"{visitor.world.address}{path}")
