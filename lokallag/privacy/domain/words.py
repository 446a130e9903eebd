"""Codes of acts and letters in words that the person they are about understands. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.privacy.domain.act_words import SAID

SEEN = {
    "events.edit_speaker": gettext_lazy("Fant deg i søket etter medlem da en innleder ble skrevet inn"),
    "events.see_speakers": gettext_lazy("Så deg i registeret over innledere"),
    "events.see_delivery": gettext_lazy("Så om du har fått en innkalling"),
    "events.print_letters": gettext_lazy("Skrev ut en innkalling til deg"),
    "mailing.enter_wishes": gettext_lazy("Åpnet siden for å føre hvilke utsendinger du vil ha"),
    "mailing.see_doubts": gettext_lazy("Så at e-post til deg kanskje ikke kom fram, eller ikke kan komme fram"),
    "mailing.see_mailings": gettext_lazy("Så at en utsending ikke nådde deg"),
    "events.print_signups": gettext_lazy("Skrev ut lista over påmeldte der du står"),
    "events.see_signups": gettext_lazy("Så lista over påmeldte der du står"),
    "membership.see_member": gettext_lazy("Så siden om deg"),
    "membership.see_members": gettext_lazy("Så medlemslisten"),
    "membership.see_unplaced": gettext_lazy("Så listen over medlemmer uten avdeling"),
    "membership.enter_for_member": gettext_lazy("Åpnet siden for å føre inn noe for deg"),
    "membership.print_letter": gettext_lazy("Skrev ut et brev til deg"),
    "membership.send_letter": gettext_lazy("Så listen over brev som venter"),
    "membership.place_member": gettext_lazy("Åpnet siden for å plassere deg i en avdeling"),
    "membership.edit_guardian": gettext_lazy("Åpnet siden om foresatte og vern av adressen din"),
    "membership.enter_address": gettext_lazy("Åpnet siden for å føre ny adresse for deg"),
    "membership.enter_branch": gettext_lazy("Åpnet siden for å føre valg av avdeling for deg"),
    "membership.enter_consent": gettext_lazy("Åpnet siden for å føre samtykke for deg"),
    "membership.enter_email": gettext_lazy("Åpnet siden for å føre ny e-postadresse for deg"),
    "membership.enter_language": gettext_lazy("Åpnet siden for å føre språk for deg"),
    "membership.enter_phone": gettext_lazy("Åpnet siden for å føre nytt telefonnummer for deg"),
    "membership.enter_protection": gettext_lazy("Åpnet siden for å beskytte adressen din"),
    "membership.end_protection": gettext_lazy("Åpnet siden for å oppheve beskyttelsen av adressen din"),
    "membership.fetch_file": gettext_lazy("Hentet en fil der du er med"),
    "membership.see_address": gettext_lazy("Så gateadressen din"),
    "networks.appoint_steering_group": gettext_lazy("Så deg i forslag til styringsgruppe"),
    "networks.see_case": gettext_lazy("Så deg i en søknad om nettverk"),
    "organisation.hand_over": gettext_lazy("Så deg i forslag til nytt styre"),
    "privacy.leave_for_member": gettext_lazy("Åpnet siden for å føre utmelding for deg"),
    "register.import_members": gettext_lazy("Så deg i en fil fra medlemsregisteret"),
    "web.see_log": gettext_lazy("Så navnet ditt i loggen"),
    "events.appoint_coordinator": gettext_lazy("Fant deg i søket etter noen til å ha ansvaret for et arrangement"),
    "organisation.appoint_officer": gettext_lazy("Fant deg i søket etter personer til verv"),
    "organisation.print_codes": gettext_lazy("Fant deg i søket etter hvem koder skal skrives ut til"),
    "organisation.see_terms": gettext_lazy("Så oversikten over verv"),
    "organisation.see_contact": gettext_lazy("Så hvordan kontakten i styret nås"),
}
DONE = {
    "events.ask_speaker": gettext_lazy("Spørsmål til deg om å innlede, eller at det ble trukket tilbake"),
    "events.edit_speaker": gettext_lazy("Det som står om deg i registeret over innledere"),
    "events.enter_speaker_answer": gettext_lazy("Svaret ditt på om du vil innlede"),
    "events.change_feed": gettext_lazy("Adressen til kalenderen din"),
    "events.note_delivery": gettext_lazy("Innkalling til deg i brev eller på telefon"),
    "events.sign_up": gettext_lazy("Påmelding til et arrangement, eller svar på om du kommer"),
    "membership.choose_branch": gettext_lazy("Valg av avdeling"),
    "membership.choose_interests": gettext_lazy("Interessene dine"),
    "membership.enter_address": gettext_lazy("Adressen din, ført inn av en tillitsvalgt"),
    "membership.enter_branch": gettext_lazy("Avdelingen din, ført inn av en tillitsvalgt"),
    "mailing.change_wishes": gettext_lazy("Hvilke utsendinger du vil ha"),
    "mailing.enter_wishes": gettext_lazy("Hvilke utsendinger du vil ha, ført inn av en tillitsvalgt"),
    "membership.enter_consent": gettext_lazy("Samtykkene dine, ført inn av en tillitsvalgt"),
    "membership.enter_email": gettext_lazy("E-postadressen din, ført inn av en tillitsvalgt"),
    "membership.enter_language": gettext_lazy("Språket ditt, ført inn av en tillitsvalgt"),
    "membership.enter_phone": gettext_lazy("Telefonnummeret ditt, ført inn av en tillitsvalgt"),
    "membership.enter_protection": gettext_lazy("Beskyttelse av adressen, ført inn av en tillitsvalgt"),
    "membership.send_letter": gettext_lazy("Brev til deg merket som sendt"),
    "membership.end_membership": gettext_lazy("Slutt på medlemskapet"),
    "membership.place_member": gettext_lazy("Plassering i en avdeling"),
    "membership.start_membership": gettext_lazy("Innføring av medlemskapet"),
    "events.appoint_coordinator": gettext_lazy("Ansvar for et arrangement, gitt eller avsluttet"),
    "organisation.appoint_officer": gettext_lazy("Innføring eller endring av et verv"),
    "organisation.print_codes": gettext_lazy("Utskrift av engangskoder"),
    "people.add_factor": gettext_lazy("Ny ekstra sikring på innloggingen"),
    "people.change_address": gettext_lazy("Ny adresse"),
    "people.change_consent": gettext_lazy("Samtykke gitt eller trukket"),
    "people.change_contact": gettext_lazy("Ny e-post eller telefon"),
    "people.choose_language": gettext_lazy("Valg av språk"),
    "people.end_sign_in": gettext_lazy("Avsluttet innlogging"),
    "people.register_person": gettext_lazy("Innføring i registeret"),
    "people.remove_factor": gettext_lazy("Fjernet ekstra sikring"),
    "people.set_protected": gettext_lazy("Beskyttelse av adressen"),
    "people.use_factor": gettext_lazy("Bruk av ekstra sikring"),
    "privacy.download_data": gettext_lazy("Nedlasting av opplysningene"),
}
LETTERS = {
    "networks.grown_out": gettext_lazy("Spørsmål om å fortsette i et nettverk"),
    "events.ask_report": gettext_lazy("Spørsmål om hvordan et arrangement gikk"),
    "events.cancelled": gettext_lazy("Beskjed om at et arrangement er avlyst"),
    "events.moved": gettext_lazy("Beskjed om at et arrangement er flyttet"),
    "events.moved_up": gettext_lazy("Beskjed om at du har fått plass fra ventelista"),
    "events.notice": gettext_lazy("Beskjed om et arrangement du er med på å holde"),
    "events.reminder": gettext_lazy("Påminnelse om et arrangement"),
    "events.signup_receipt": gettext_lazy("Kvittering for påmelding"),
    "events.speaker_asked": gettext_lazy("Spørsmål om å innlede på et arrangement"),
    "events.speaker_cancelled": gettext_lazy("Beskjed til innlederen om at et arrangement er avlyst"),
    "events.speaker_moved": gettext_lazy("Beskjed til innlederen om at et arrangement er flyttet"),
    "events.speaker_reminder": gettext_lazy("Påminnelse til en innleder som ikke har svart"),
    "events.speaker_withdrawn": gettext_lazy("Beskjed om at et spørsmål om å innlede er trukket tilbake"),
    "followup.commitment": gettext_lazy("Beskjed om en oppgave"),
    "mailing.dead_addresses": gettext_lazy("Beskjed om e-postadresser som ikke virker"),
    "mailing.help": gettext_lazy("Spørsmål om å bidra"),
    "mailing.invitation": gettext_lazy("Invitasjon"),
    "mailing.news": gettext_lazy("Nytt fra laget"),
    "mailing.statutory": gettext_lazy("Innkalling etter vedtektene"),
    "mailing.trial": gettext_lazy("Prøve på en utsending"),
    "membership.branch_choice": gettext_lazy("Beskjed om valg av avdeling"),
    "membership.branch_offer": gettext_lazy("Tilbud om en annen avdeling"),
    "membership.email_entered": gettext_lazy("Varsel om at en e-postadresse er ført inn for et medlem"),
    "membership.entry": gettext_lazy("Kvittering for noe som er ført inn for deg"),
    "networks.candidacy": gettext_lazy("Spørsmål om å sitte i en styringsgruppe"),
    "networks.candidate_answer": gettext_lazy("Beskjed om at en kandidat har svart"),
    "networks.companion": gettext_lazy("Beskjed om at flere vil være med på ideen din"),
    "networks.receipt": gettext_lazy("Kvittering for en søknad om nettverk"),
    "networks.board_answer": gettext_lazy("Svar fra styret på en søknad om nettverk"),
    "organisation.approval": gettext_lazy("Beskjed om noe som to må godkjenne"),
    "people.change_email": gettext_lazy("Kode for å bytte e-postadresse"),
    "people.notice": gettext_lazy("Beskjed om innloggingen din"),
    "people.prove": gettext_lazy("Kode for å bekrefte hvem du er"),
    "people.sign_in": gettext_lazy("Kode for å logge inn"),
    "playbook.tip": gettext_lazy("Svar på et tips du har gitt"),
    "privacy.receipt": gettext_lazy("Kvittering for utmelding"),
    "privacy.too_few_approvers": gettext_lazy("Beskjed om at for få kan godkjenne"),
    "register.left": gettext_lazy("Beskjed om utmeldte som står i medlemsregisteret"),
    "start.break_glass": gettext_lazy("Beskjed om nødåpning"),
    "start.first_sign_in": gettext_lazy("Slik logger du inn første gang"),
    "web.chain_broken": gettext_lazy("Beskjed om at loggene ikke er slik de ble skrevet"),
    "web.chain_head": gettext_lazy("Kontrollkoden for loggene"),
}


def seen(act: str) -> str:
    """Return what somebody saw by an act."""
    return str(SEEN.get(act) or SAID.get(act) or _("Så noe som ikke vises lenger"))


def done(act: str) -> str:
    """Return what was changed by an act."""
    return str(DONE.get(act) or SAID.get(act) or _("Endret noe som ikke endres lenger"))


def letter(purpose: str) -> str:
    """Return what a letter was for."""
    return str(LETTERS.get(purpose) or _("En beskjed som ikke sendes lenger"))
