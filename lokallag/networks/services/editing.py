"""What a network's page says: written by the steering group and the board."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Network
from lokallag.organisation.services import edit_unit
from lokallag.people.models import Person


@transaction.atomic
def edit_network(
    *,
    network: Network,
    purpose: str,
    usual_hours: str,
    public_email: str,
    is_public: bool | None = None,
    by: Person | None,
    at: datetime,
    seen: str | None = None,
) -> Network:
    """Change what a network says of itself; its unit says the same of when it meets and where one writes.

    :param is_public: who may see it, where the board decides that anew; ``None`` leaves it
    :param seen: what the writer saw (``page_fingerprint``); ``None`` checks nothing
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: the purpose is empty, or the network is ended
    """
    network = Network.objects.select_for_update(of=("self",)).select_related("unit").get(pk=network.pk)
    check_fresh(seen, page_fingerprint(network))
    if network.state == State.ENDED:
        raise RuleViolation(_("Nettverket er avsluttet. Siden står som den var."))
    network.purpose, network.usual_hours = purpose.strip(), usual_hours.strip()
    if is_public is not None:
        network.is_public = is_public
    with speaking({"network_has_a_purpose": "purpose"}):
        network.save(update_fields=["purpose", "usual_hours", "is_public"])
    edit_unit(
        unit=network.unit,
        public_email=public_email,
        meets=network.usual_hours,
        about=network.unit.about,
        by=by,
        at=at,
    )
    audit.record(
        "networks.edit_network", actor=by, target=network.unit, at=at, details={"is_public": network.is_public}
    )
    return network


def page_fingerprint(network: Network) -> str:
    """Return what the form about a network's page carries along: the network's own words and its unit's."""
    return f"{network.fingerprint}-{network.unit.fingerprint}"
