"""The branches as anyone may see them, and the organisation's own municipality."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core.scope import once_per_request
from lokallag.organisation.models import Term, Title, Unit
from lokallag.organisation.queries import main_unit
from lokallag.organisation.queries.units import sort_word


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch with its leader's public contact; ``leader`` and ``email`` may be empty."""

    pk: int
    slug: str
    name: str
    meets: str
    leader: str
    email: str

    @property
    def url(self) -> str:
        """The branch's own page."""
        return reverse("territory:branch", args=[self.slug])

    @property
    def join_url(self) -> str:
        """A letter to the branch that says one wants to join, or the part of its page that says how."""
        if self.email:
            return f"mailto:{self.email}?subject={quote(_('Jeg vil bli med i %(name)s') % {'name': self.name})}"
        return f"{self.url}#bli-med"


def branches(on: date) -> tuple[Branch, ...]:
    """Return the branches of the day, sorted by name as Norwegians sort. One query, once in a request."""

    def look_up() -> tuple[Branch, ...]:
        leaders = (
            Term.objects.live(on)
            .filter(office__unit=OuterRef("pk"), office__title=Title.LEADER)
            .order_by("seat")
            .values("holder_name")[:1]
        )
        rows = Unit.objects.branches(on).annotate(leader=Coalesce(Subquery(leaders), Value("")))
        values = rows.values_list("pk", "slug", "name", "meets", "leader", "public_email")
        return tuple(sorted((Branch(*row) for row in values), key=lambda branch: (sort_word(branch.name), branch.pk)))

    return once_per_request(("territory.branches", on), look_up)


def home(on: date) -> str:
    """Return the number of the organisation's own municipality, or an empty string before it is set."""
    unit = main_unit(on)
    facts = getattr(unit, "profile", None)
    return str(facts.municipality_code) if facts is not None else ""
