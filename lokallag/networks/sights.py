"""What acts of this room let others see of a person who has joined a network."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Sight, reveal
from lokallag.membership.models import Belonging
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Network
from lokallag.organisation.models import Kind
from lokallag.people.models import Person


def _joined(person: Person, _on: date) -> Iterable[Network]:
    own = Belonging.objects.joined().filter(person=person).values("unit_id")
    return Network.objects.filter(pk__in=own).exclude(state=State.ENDED)


def _imagined(unit_id: int, _on: date) -> tuple[Network, Mapping[Hashable, Any]]:
    return Network(unit_id=unit_id), {}


reveal(
    Sight(
        act="networks.see_members",
        shows=_("navnet ditt, og e-posten eller telefonen hvis du har valgt det, når du er med i nettverket"),
        targets=_joined,
        imagined=_imagined,
        unit_kind=Kind.NETWORK,
        shows_of=lambda *_any: _("navnet ditt, og e-posten eller telefonen hvis du har valgt det"),
        order=40,
    )
)
