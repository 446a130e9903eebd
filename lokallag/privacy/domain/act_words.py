"""What each act is called in the log: what somebody did or saw, in the past tense, as members say it.

The names of acts are the code's own and shown to nobody. A test demands words for every act that a room grants.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SAID: dict[str, Promise] = {
    "core.drop_expired": gettext_lazy("Slettet gamle deler av loggene"),
    "core.erase_person": gettext_lazy("Tok en person ut av loggene"),
    "followup.answer_commitment": gettext_lazy("Svarte på en oppgave"),
    "followup.assign_commitment": gettext_lazy("Ga noen en oppgave"),
    "followup.see_all": gettext_lazy("Så alle oppgaver"),
    "followup.see_commitment": gettext_lazy("Så en oppgave"),
    "followup.see_list": gettext_lazy("Så en liste over oppgaver"),
    "followup.take_on": gettext_lazy("Skrev ned en oppgave"),
    "followup.write_note": gettext_lazy("Skrev et notat til en oppgave"),
    "membership.choose_branch": gettext_lazy("Valgte avdeling"),
    "membership.edit_guardian": gettext_lazy("Endret foresatte"),
    "membership.end_membership": gettext_lazy("Avsluttet et medlemskap"),
    "membership.end_protection": gettext_lazy("Opphevet beskyttelsen av en adresse"),
    "membership.enter_address": gettext_lazy("Førte ny adresse for et medlem"),
    "membership.enter_branch": gettext_lazy("Førte valg av avdeling for et medlem"),
    "membership.enter_consent": gettext_lazy("Førte et samtykke for et medlem"),
    "membership.enter_email": gettext_lazy("Førte ny e-postadresse for et medlem"),
    "membership.enter_for_member": gettext_lazy("Førte noe for et medlem"),
    "membership.enter_language": gettext_lazy("Førte språk for et medlem"),
    "membership.enter_phone": gettext_lazy("Førte nytt telefonnummer for et medlem"),
    "membership.enter_protection": gettext_lazy("Beskyttet en adresse for et medlem"),
    "membership.export_members": gettext_lazy("Lastet ned medlemmer"),
    "membership.export_dues": gettext_lazy("Lastet ned en fil til kontingenten"),
    "membership.export_party": gettext_lazy("Lastet ned hele medlemslisten"),
    "membership.fetch_file": gettext_lazy("Hentet en fil med medlemmer"),
    "membership.name_address_keeper": gettext_lazy("Valgte hvem som ser en beskyttet adresse"),
    "membership.place_member": gettext_lazy("Plasserte et medlem i en avdeling"),
    "membership.print_letter": gettext_lazy("Skrev ut et brev"),
    "membership.protect_member": gettext_lazy("Beskyttet adressen til et medlem"),
    "membership.see_address": gettext_lazy("Så en adresse"),
    "membership.see_contact": gettext_lazy("Så e-post og telefon"),
    "membership.see_details": gettext_lazy("Så opplysninger om et medlem"),
    "membership.see_fees": gettext_lazy("Så hvem som har betalt kontingent"),
    "membership.see_file": gettext_lazy("Så en fil med medlemmer"),
    "membership.see_lists": gettext_lazy("Så medlemslistene"),
    "membership.see_member": gettext_lazy("Så siden om et medlem"),
    "membership.see_members": gettext_lazy("Så en medlemsliste"),
    "membership.see_minor": gettext_lazy("Så opplysninger om et medlem under 18 år"),
    "membership.see_unplaced": gettext_lazy("Så medlemmer uten avdeling"),
    "membership.send_letter": gettext_lazy("Merket et brev som sendt"),
    "membership.start_membership": gettext_lazy("Førte inn et medlem"),
    "organisation.appoint_officer": gettext_lazy("Førte inn eller avsluttet et verv"),
    "organisation.approve_grant": gettext_lazy("Svarte på et verv som krever to"),
    "organisation.decide_approval": gettext_lazy("Svarte på noe som krever to"),
    "organisation.edit_profile": gettext_lazy("Endret navn eller farge på organisasjonen"),
    "organisation.edit_rules": gettext_lazy("Vedtok nye regler"),
    "organisation.edit_unit": gettext_lazy("Redigerte siden til en enhet"),
    "organisation.hand_over": gettext_lazy("Førte inn et nytt styre"),
    "organisation.manage_units": gettext_lazy("Endret en enhet"),
    "organisation.name_contact": gettext_lazy("Valgte kontakt i styret"),
    "organisation.print_codes": gettext_lazy("Skrev ut engangskoder"),
    "organisation.propose_approval": gettext_lazy("Foreslo noe som krever to"),
    "organisation.set_anchor": gettext_lazy("Satte en fast dag i årshjulet"),
    "playbook.answer_review": gettext_lazy("Svarte i gjennomgangen av oppgavene, eller avsluttet den"),
    "playbook.edit_duties": gettext_lazy("Endret utkastet til arbeidsdeling"),
    "playbook.edit_plan": gettext_lazy("Endret årsplanen"),
    "playbook.publish_duties": gettext_lazy("Publiserte arbeidsdelingen"),
    "playbook.publish_wheel": gettext_lazy("Endret eller publiserte årshjulet"),
    "playbook.see_days": gettext_lazy("Så de faste dagene"),
    "playbook.see_duties": gettext_lazy("Så arbeidsdelingen"),
    "playbook.see_duty_overview": gettext_lazy("Så oversikten over gjennomgangen av oppgavene"),
    "playbook.see_overview": gettext_lazy("Så oversikten over årsplanene"),
    "playbook.see_plan": gettext_lazy("Så årsplanen til en enhet"),
    "playbook.see_review": gettext_lazy("Så gjennomgangen av oppgavene i en avdeling"),
    "playbook.settle_duty": gettext_lazy("Foreslo eller avtalte hvordan en oppgave skal være"),
    "organisation.see_approval": gettext_lazy("Så et forslag som krever to"),
    "organisation.see_approvals": gettext_lazy("Så det som krever to"),
    "organisation.see_contact": gettext_lazy("Så kontakten i styret"),
    "organisation.see_terms": gettext_lazy("Så vervene i en enhet"),
    "people.add_factor": gettext_lazy("La til en ekstra sikring av innloggingen"),
    "people.change_address": gettext_lazy("Endret adresse"),
    "people.change_consent": gettext_lazy("Endret et samtykke"),
    "people.change_contact": gettext_lazy("Endret e-post eller telefon"),
    "people.choose_language": gettext_lazy("Valgte språk"),
    "people.end_sign_in": gettext_lazy("Avsluttet en innlogging"),
    "people.register_person": gettext_lazy("Skrev inn en person"),
    "people.remove_factor": gettext_lazy("Fjernet en ekstra sikring av innloggingen"),
    "people.set_protected": gettext_lazy("Endret beskyttelsen av adressen sin"),
    "people.use_factor": gettext_lazy("Bekreftet innloggingen"),
    "privacy.clear_expired": gettext_lazy("Slettet det som var for gammelt"),
    "privacy.download_data": gettext_lazy("Lastet ned egne opplysninger"),
    "privacy.erase_person": gettext_lazy("Slettet opplysningene om en person"),
    "privacy.leave_for_member": gettext_lazy("Førte en utmelding for et medlem"),
    "privacy.leave_party": gettext_lazy("Meldte seg ut"),
    "privacy.note_expulsion": gettext_lazy("Førte en eksklusjon"),
    "privacy.see_retention": gettext_lazy("Så hva som er slettet, og hva som skal slettes"),
    "register.import_members": gettext_lazy("Hentet inn medlemmer fra det sentrale registeret"),
    "start.break_glass": gettext_lazy("Fylte verv ved nødåpning"),
    "start.found_organisation": gettext_lazy("Satte opp organisasjonen"),
    "territory.comment_on_draft": gettext_lazy("Kommenterte et utkast til inndeling"),
    "territory.decide_division": gettext_lazy("Vedtok en inndeling"),
    "territory.import_register": gettext_lazy("Hentet inn postnumre"),
    "territory.manage_areas": gettext_lazy("Endret områder"),
    "territory.see_areas": gettext_lazy("Så områdesiden"),
    "web.see_first_steps": gettext_lazy("Så Kom i gang"),
    "web.see_log": gettext_lazy("Så i loggen"),
    "web.see_overview": gettext_lazy("Så oversikten"),
    "web.see_small_counts": gettext_lazy("Så små tall"),
    "web.see_whole_log": gettext_lazy("Så i loggen over det alle har gjort"),
}


# Looks recorded under an act that does something: opening its page or a search on it is not the deed itself.
LOOKED: dict[str, Promise] = {
    "membership.edit_guardian": gettext_lazy("Så hvem som er foresatt"),
    "membership.enter_for_member": gettext_lazy("Åpnet en side for å føre inn noe for et medlem"),
    "membership.fetch_file": gettext_lazy("Hentet en fil med medlemmer"),
    "membership.print_letter": gettext_lazy("Åpnet et brev til et medlem"),
    "membership.send_letter": gettext_lazy("Så brevene som venter"),
    "organisation.appoint_officer": gettext_lazy("Søkte etter en person til et verv"),
    "organisation.hand_over": gettext_lazy("Søkte etter personer til et nytt styre"),
    "organisation.print_codes": gettext_lazy("Søkte etter en person som skal ha engangskoder"),
    "privacy.leave_for_member": gettext_lazy("Åpnet siden for å føre en utmelding"),
    "register.import_members": gettext_lazy("Så rader fra en fil fra det sentrale registeret"),
}
OF_LOOKS = ":sett"  # what the name of an act ends with where only its looks are meant
SAW = gettext_lazy("Så opplysninger om personer")


def act_in_words(act: str) -> str:
    """Return what was done, in words. An act that is no longer in the code is called something else."""
    return str(SAID[act]) if act in SAID else _("Noe som ikke gjøres lenger")


def look_in_words(act: str) -> str:
    """Return what was seen, in words: never as if the act itself had been done."""
    _room, _dot, name = act.partition(".")
    return str(LOOKED[act] if act in LOOKED else SAID[act] if act in SAID and name.startswith("see_") else SAW)
