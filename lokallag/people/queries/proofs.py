"""The page on which one shows again, by a code from one's mailbox, who one is."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.urls import reverse

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import clock_in_words
from lokallag.people.domain.signin import GOOD_FOR
from lokallag.people.models import Person, SignInRequest
from lokallag.people.services.board import way_to_board


@dataclass(frozen=True, slots=True)
class ProofPage:
    """All that ``people/proof.html`` shows. ``form`` is ``None`` until a code is sent; ``board``: how to reach it."""

    form: forms.Form | None
    address: str
    good_until: str
    next_path: str
    back_url: str
    board: str
    outbox_url: str


def proof_page(
    person: Person, asked: SignInRequest | None, form: forms.Form, *, next_path: str, at: datetime, is_demo: bool
) -> ProofPage:
    """Return the page that offers a code, or takes the one that was sent."""
    return ProofPage(
        form=form if asked is not None else None,
        address=person.email,
        good_until=clock_in_words(asked.asked_at + GOOD_FOR) if asked is not None else "",
        next_path=next_path,
        back_url=reverse("people:account"),
        board=way_to_board(local_date(at)),
        outbox_url=reverse("outbox:letters") if is_demo and asked is not None else "",
    )
