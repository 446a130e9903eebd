"""How a network is said: for whom it is, what a channel sends, why one cannot join."""

from django.utils.translation import gettext as _

from lokallag.membership.models import Belonging
from lokallag.networks.domain.ages import Fit
from lokallag.networks.models import Network


def for_whom(network: Network) -> str:
    """Return whom a network is for, in a few words; empty where it is for all members."""
    first, last = network.age_from, network.age_until
    if first is not None and last is not None:
        return _("For deg mellom %(first)d og %(last)d år") % {"first": first, "last": last}
    if last is not None:
        return _("For deg som er %(age)d år eller yngre") % {"age": last}
    if first is not None:
        return _("For deg som er %(age)d år eller eldre") % {"age": first}
    return ""


def age_rule(network: Network) -> str:
    """Return how the ages are counted, as a sentence; empty where there is no age."""
    first, last = network.age_from, network.age_until
    if first is not None and last is not None:
        return _("Du kan være med fra det året du fyller %(first)d, og ut det året du fyller %(last)d.") % {
            "first": first,
            "last": last,
        }
    if last is not None:
        return _("Du kan være med ut det året du fyller %(age)d.") % {"age": last}
    if first is not None:
        return _("Du kan være med fra det året du fyller %(age)d.") % {"age": first}
    return ""


def why_not(found: Fit, network: Network) -> str:
    """Return why somebody cannot join: the network's rule, never their age."""
    if found is Fit.TOO_OLD:
        return _(
            "Dette nettverket er for dem som er %(age)d år eller yngre, ut det året de fyller %(age)d. "
            "Alle medlemmer kan følge kalenderen, og komme på møtene som er åpne."
        ) % {"age": network.age_until}
    return _(
        "Dette nettverket er for dem som er %(age)d år eller eldre, fra det året de fyller %(age)d. "
        "Alle medlemmer kan følge kalenderen, og komme på møtene som er åpne."
    ) % {"age": network.age_from}


def what_is_sent(channel: Belonging.Channel, *, may_be_minor: bool) -> str:
    """Return what a channel sends, and what the steering group then sees: of who may be under 18, the name alone."""
    if may_be_minor and channel is Belonging.Channel.EMAIL:
        return _(
            "Du får invitasjoner og beskjeder på e-post. Styringsgruppa ser bare navnet ditt, ikke e-postadressen."
        )
    if may_be_minor and channel is Belonging.Channel.PHONE:
        return _("Du får beskjed gjennom lederen i avdelingen din. Styringsgruppa ser bare navnet ditt, ikke nummeret.")
    if channel is Belonging.Channel.EMAIL:
        return _("Du får invitasjoner og beskjeder på e-post. Styringsgruppa ser e-postadressen din.")
    if channel is Belonging.Channel.PHONE:
        return _("Styringsgruppa ringer eller sender melding. De ser telefonnummeret ditt.")
    return _("Vi sender deg ingenting. Du finner møtene i kalenderen. Styringsgruppa ser bare navnet ditt.")
