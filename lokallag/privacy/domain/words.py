"""What was done or seen, in words that the person it was done to understands. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SEEN = {
    "membership.see_member": gettext_lazy("Så siden om deg"),
    "membership.see_members": gettext_lazy("Så medlemslisten"),
    "membership.see_unplaced": gettext_lazy("Så listen over medlemmer uten avdeling"),
    "membership.place_member": gettext_lazy("Åpnet siden for å plassere deg i en avdeling"),
    "organisation.appoint_officer": gettext_lazy("Fant deg i søket etter personer til verv"),
    "organisation.print_codes": gettext_lazy("Fant deg i søket etter hvem koder skal skrives ut til"),
    "organisation.see_terms": gettext_lazy("Så oversikten over verv"),
    "organisation.see_contact": gettext_lazy("Så hvordan kontakten i styret nås"),
}
DONE = {
    "membership.choose_branch": gettext_lazy("Førte inn valget ditt av avdeling"),
    "membership.end_membership": gettext_lazy("Avsluttet medlemskapet ditt"),
    "membership.place_member": gettext_lazy("Plasserte deg i en avdeling"),
    "membership.start_membership": gettext_lazy("Førte inn medlemskapet ditt"),
    "organisation.appoint_officer": gettext_lazy("Førte inn eller endret et verv du har"),
    "organisation.print_codes": gettext_lazy("Skrev ut engangskoder til deg"),
    "people.add_factor": gettext_lazy("La til en ekstra sikring på innloggingen din"),
    "people.change_address": gettext_lazy("Endret adressen din"),
    "people.change_contact": gettext_lazy("Endret e-posten eller telefonen din"),
    "people.register_person": gettext_lazy("Førte deg inn i registeret"),
    "people.remove_factor": gettext_lazy("Fjernet en ekstra sikring fra innloggingen din"),
    "privacy.give_consent": gettext_lazy("Førte inn et samtykke fra deg"),
    "privacy.withdraw_consent": gettext_lazy("Førte inn at du trakk et samtykke"),
}


def seen(act: str) -> str:
    """Return what somebody saw by an act."""
    return str(SEEN.get(act, "")) or _("Så opplysninger om deg")


def done(act: str) -> str:
    """Return what somebody changed by an act."""
    return str(DONE.get(act, "")) or _("Endret noe som gjelder deg")
