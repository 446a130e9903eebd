"""What a member wants to get, entered by an officer for who has said it by telephone, on paper or in person."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.mailing.domain.kinds import LEAVABLE, Kind
from lokallag.mailing.models import KINDS, Unsubscription
from lokallag.mailing.services.way_out import subscribe, unsubscribe
from lokallag.membership.domain.behalf import Said
from lokallag.membership.models import Entry, Membership
from lokallag.membership.services.behalf import write_entry
from lokallag.people.models import Person

WISHES = "mailing.change_wishes"


@transaction.atomic
def enter_wishes(
    *, membership: Membership, wanted: Collection[Kind], said: Said, by: Person, at: datetime
) -> Entry | None:
    """Enter which kinds of mailings a member wants from now on. Returns ``None`` where that is how it stood.

    :raises RuleViolation: as ``write_entry`` says
    """
    person, way = membership.person, Unsubscription.Way.ENTERED
    unwanted = [kind for kind in LEAVABLE if kind not in wanted]
    gone = [kind for kind in unwanted if unsubscribe(person=person, kind=kind, way=way, by=by, at=at)]
    back = [kind for kind in LEAVABLE if kind in wanted and subscribe(person=person, kind=kind, by=by, at=at)]
    if not gone and not back:
        return None
    details = {"left": [kind.value for kind in gone], "back": [kind.value for kind in back]}
    return write_entry(name=WISHES, membership=membership, said=said, by=by, at=at, details=details)


def told(entry: Entry, _in_full: bool) -> str:
    """Return what was entered, as a sentence to the member."""
    said = []
    for key, sentence in (
        ("left", _("Du får ikke lenger: %(what)s.")),
        ("back", _("Du får igjen: %(what)s.")),
    ):
        kinds = [str(KINDS[Kind(kind)]) for kind in entry.details.get(key, ()) if kind in set(Kind)]
        if kinds:
            said.append(sentence % {"what": ", ".join(kinds)})
    return " ".join(said)
