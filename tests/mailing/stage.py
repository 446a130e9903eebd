"""What tests of mailings stand on."""

from django.utils.timezone import now

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment
from lokallag.mailing.domain.words import Words
from lokallag.mailing.models import Mailing
from lokallag.mailing.services import write_mailing
from tests.cast import Cast


def write_draft(people: Cast, *, where: str = "haslum", who: str = "branch leader") -> Mailing:
    """Write a draft from a unit to its members."""
    unit = getattr(people, where)
    segment = Segment(units=() if where == "party" else (unit.pk,))
    texts = {"nb": Words("Medlemsmøte", "Vi ses på torsdag.")}
    return write_mailing(unit=unit, kind=Kind.NEWS, segment=segment, texts=texts, by=people[who], at=now())
