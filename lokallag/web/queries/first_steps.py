"""Kom i gang: what the first officers have done and what remains, until it all is done."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.start.queries import Step, steps
from lokallag.web.domain import number_in_words


@dataclass(frozen=True, slots=True)
class FirstStepsPage:
    """All that ``web/first_steps.html`` shows, and the same list on the board's overview.

    ``next_key`` is the first step that remains, empty when none does: it gets the filled button.
    """

    title: str
    lead: str
    steps: tuple[Step, ...]
    next_key: str
    url: str

    @property
    def is_done(self) -> bool:
        """Whether nothing remains."""
        return not self.next_key


def first_steps_page(today: date) -> FirstStepsPage:
    """Return the steps with their states, in the order one does them."""
    found = steps(today)
    left = [step for step in found if not step.is_done]
    return FirstStepsPage(
        title=_title(len(left)),
        lead=_("Ta stegene i den rekkefølgen de står. Hvert steg kan gjøres om igjen når noe endrer seg.")
        if left
        else _("Herfra viser oversikten hva som venter."),
        steps=found,
        next_key=left[0].key if left else "",
        url=reverse("web:first_steps"),
    )


def _title(left: int) -> str:
    if not left:
        return _("Dere er i gang")
    words = number_in_words(left)
    return ngettext("Kom i gang: én ting gjenstår", "Kom i gang: %(count)s ting gjenstår", left) % {"count": words}
