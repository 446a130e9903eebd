"""Entering for members what they have said by telephone, on paper or in a talk, with a receipt.

Each act does what the member's own act does, by the same service, and leaves one ``Entry`` beside it, marked who,
when and how. What changes nothing leaves none. Votes, and what is a person's way in, are never entered by others
(``enterables``).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.behalf import EmailFacts, Fault, How, Said, Way, fault_in_day, fault_in_email
from lokallag.membership.enterable_here import ADDRESS, BRANCH, CONSENT, EMAIL, LANGUAGE, PHONE, PROTECTION
from lokallag.membership.enterables import Enterable, enterable_of, never_for_others, register_enterable
from lokallag.membership.models import Entry, Membership
from lokallag.membership.services.addresses import change_address, postal_code_in
from lokallag.membership.services.choices import choose_branch
from lokallag.membership.services.receipts import send_receipt, tell_other_officers, way_for
from lokallag.organisation.models import Approval, Term, Unit
from lokallag.people import services as people
from lokallag.people.domain.consents import purposes
from lokallag.people.domain.contact import clean_phone
from lokallag.people.models import Consent, Language, Person

__all__ = [
    "Enterable",
    "enter_address",
    "enter_branch",
    "enter_consents",
    "enter_email",
    "enter_language",
    "enter_phone",
    "enter_protection",
    "given_now",
    "hindrance_to_email",
    "mark_of",
    "mark_of_consents",
    "never_for_others",
    "register_enterable",
    "write_entry",
]

A_DAY = timedelta(hours=24)
CHANGED = _("Opplysningene er endret siden du åpnet siden. Se hva som gjelder nå, og før inn på nytt.")
ENDED = _("Medlemskapet er avsluttet. Det kan ikke føres inn noe mer.")
OWN = _("Det som gjelder deg selv, gjør du på Min side.")
FAULTS = {
    Fault.IN_FUTURE: _("Velg i dag eller en tidligere dag."),
    Fault.LONG_AGO: _("Det er mer enn et år siden. Spør medlemmet på nytt før du fører det inn."),
    Fault.HOLDS_OFFICE: _(
        "Medlemmet har et verv, eller skal få et. Da bytter medlemmet selv e-postadresse, på siden Innlogging."
    ),
    Fault.HAS_FACTOR: _(
        "Medlemmet har ekstra sikring på innloggingen. Da bytter medlemmet selv e-postadresse, på siden Innlogging."
    ),
    Fault.OWN_ADDRESS: _("Dette er din egen adresse. Skriv medlemmets adresse."),
    Fault.OFFICERS_ADDRESS: _(
        "En tillitsvalgt bruker denne adressen. Deler de to adresse, må medlemmet bytte selv, på siden Innlogging."
    ),
    Fault.SHARED_ADDRESS: _(
        "En annen i registeret bruker denne adressen. Deler de to adresse, så kryss av for det. Ellers må du se etter"
        " om adressen er riktig skrevet."
    ),
    Fault.MANY_TODAY: _("Du har ført inn mange e-postadresser det siste døgnet. La den andre tillitsvalgte ta resten."),
    Fault.NOT_ON_PAPER: _(
        "Skal beskyttelsen av, trenger vi det på papir med underskrift, eller medlemmet gjør det selv."
    ),
}


def mark_of(*values: str) -> str:
    """Return a mark of what a page showed, so that a form from a stale page is known. It gives nothing away."""
    return salted_hmac("lokallag.membership.behalf.seen", "\x1f".join(values), algorithm="sha256").hexdigest()[:40]


def given_now(person: Person) -> frozenset[str]:
    """Return the purposes whose present text the person has said yes to, by name."""
    said = _open_yes(person)
    return frozenset(purpose.name for purpose in purposes() if said.get(purpose.name) == purpose.version)


def mark_of_consents(person: Person) -> str:
    """Return the mark of what the person has said yes to, earlier texts included."""
    return mark_of(*(f"{name} {version}" for name, version in sorted(_open_yes(person).items())))


def _open_yes(person: Person) -> dict[str, str]:
    """Return by purpose, of those that are still asked about, the version of the text that the person's yes is to."""
    names = [purpose.name for purpose in purposes()]
    rows = Consent.objects.filter(person=person, purpose__in=names, withdrawn_at=None)
    return dict(rows.values_list("purpose", "text_version"))


@transaction.atomic
def write_entry(
    *,
    name: str,
    membership: Membership,
    said: Said,
    by: Person,
    at: datetime,
    details: Mapping[str, object] | None = None,
    receipt_to: str | None = None,
) -> Entry:
    """Write down that something was entered for a member, and see to the receipt.

    Rooms above call it in the transaction of the act itself. Whoever is erased by the act must get the receipt from
    the room that erases: the entry goes with the person.

    :param name: a registered name (``register_enterable``)
    :param details: ids and codes only
    :param receipt_to: the address that a receipt goes to instead of the person's own; empty is a letter
    :raises RuleViolation: it is for oneself, or was not said on a day within the last year
    """
    known = enterable_of(name)
    if known is None:
        raise LookupError(f"nothing is registered as {name}")
    _check(membership, said, by=by, on=local_date(at))
    person = membership.person
    if receipt_to is None:
        way = way_for(person)
        receipt_to = person.email
    else:
        way = Way.EMAIL if receipt_to else Way.LETTER
    with speaking():
        entry = Entry.objects.create(
            person=person,
            entered_by=by,
            what=name,
            how=said.how,
            said_on=said.on,
            entered_at=at,
            details=dict(details or {}),
            receipt=way,
        )
    audit.record(
        known.act,
        actor=by,
        target=membership,
        at=at,
        details={"entry": entry.pk, "how": str(said.how), "said_on": said.on.isoformat()},
    )
    if way is Way.EMAIL:
        send_receipt(entry, address=receipt_to, at=at)
    return entry


def _check(membership: Membership, said: Said, *, by: Person, on: date) -> None:
    if membership.person_id == by.pk:
        raise RuleViolation(OWN)
    fault = fault_in_day(said, today=on)
    if fault is not None:
        raise RuleViolation(FAULTS[fault], field="said_on")


def _locked(membership: Membership, said: Said, *, by: Person, at: datetime) -> Membership:
    """Return the membership and its person as stored now, both locked, so that two who enter come one by one."""
    membership = Membership.objects.select_for_update(no_key=True).select_related("person").get(pk=membership.pk)
    if not membership.holds_on(local_date(at)):
        raise RuleViolation(ENDED)
    _check(membership, said, by=by, on=local_date(at))
    return membership


def _same(seen: str, *values: str) -> None:
    if not constant_time_compare(seen, mark_of(*values)):
        raise RuleViolation(CHANGED)


@transaction.atomic
def enter_branch(
    *, membership: Membership, unit: Unit, seen: int, said: Said, by: Person, at: datetime
) -> Entry | None:
    """Enter a member's own choice of branch. It counts as chosen by the member, so an import does not overrun it.

    :param seen: the id of the choice that the page showed, 0 where it showed none
    :raises RuleViolation: as ``choose_branch`` and ``write_entry`` say
    """
    membership = _locked(membership, said, by=by, at=at)
    before = membership.choices.filter(ended_on=None).first()
    choice = choose_branch(membership=membership, unit=unit, by=by, at=at, seen=seen, tell_member=False)
    if before is not None and choice.pk == before.pk:
        return None
    return write_entry(name=BRANCH, membership=membership, said=said, by=by, at=at, details={"unit": unit.pk})


@transaction.atomic
def enter_address(
    *,
    membership: Membership,
    street_address: str,
    postal_code: str,
    seen: str,
    said: Said,
    by: Person,
    at: datetime,
) -> Entry | None:
    """Enter a member's new address. It moves nobody: the choice of branch is offered to the member again.

    :raises RuleViolation: as ``change_address`` and ``write_entry`` say, or the address has changed since the page
    """
    membership = _locked(membership, said, by=by, at=at)
    person = membership.person
    _same(seen, person.street_address, person.postal_code)
    if (street_address.strip(), postal_code_in(postal_code)) == (person.street_address, person.postal_code):
        return None
    change_address(person=person, street_address=street_address, postal_code=postal_code, by=by, at=at)
    return write_entry(name=ADDRESS, membership=membership, said=said, by=by, at=at)


@transaction.atomic
def enter_phone(*, membership: Membership, phone: str, seen: str, said: Said, by: Person, at: datetime) -> Entry | None:
    """Enter a member's new telephone number; empty takes it away.

    :raises RuleViolation: it is no number, it has changed since the page was shown, or as ``write_entry`` says
    """
    membership = _locked(membership, said, by=by, at=at)
    person = membership.person
    _same(seen, person.phone)
    if clean_phone(phone) == clean_phone(person.phone) or not people.change_phone(
        person=person, phone=phone, by=by, at=at, tell=False
    ):
        return None
    return write_entry(name=PHONE, membership=membership, said=said, by=by, at=at)


@transaction.atomic
def enter_email(
    *, membership: Membership, email: str, is_shared: bool, seen: str, said: Said, by: Person, at: datetime
) -> Entry | None:
    """Enter a member's new e-mail address, for those who have no power that a mailbox could carry (ADR 0018).

    Only a code sent to the new address lets anybody in by it. The receipt goes to the old address, or by letter where
    there is none, never to the new one, which may be written wrongly; the board's other officers are told.

    :param is_shared: the officer has said that the member shares the address with the one who has it already
    :raises RuleViolation: the member holds or is to hold an office, or has a second factor; the address is the
        officer's own, or somebody else's; the officer has entered many today; or as ``write_entry`` says
    """
    membership = _locked(membership, said, by=by, at=at)
    person, address = membership.person, email.strip()
    _same(seen, person.email)
    if address.casefold() == person.email.casefold():
        return None
    hindrance = hindrance_to_email(person, at=at)
    if hindrance is not None:
        raise RuleViolation(hindrance)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # so that the day's count holds for two at once
    fault = fault_in_email(_email_facts(person, address, is_shared=is_shared, by=by, at=at))
    if fault is not None:
        raise RuleViolation(FAULTS[fault], field="email")
    old = people.enter_email(person=person, address=address, by=by, at=at)
    person.email = address
    entry = write_entry(name=EMAIL, membership=membership, said=said, by=by, at=at, receipt_to=old)
    tell_other_officers(entry, by=by, at=at)
    return entry


def hindrance_to_email(person: Person, *, at: datetime) -> str | None:
    """Return why nobody may enter an e-mail address for this person, whatever it is, in words; ``None`` if they may."""
    facts = _email_facts(person, "", is_shared=False, by=person, at=at)
    fault = fault_in_email(facts)
    return str(FAULTS[fault]) if fault in {Fault.HOLDS_OFFICE, Fault.HAS_FACTOR} else None


def _email_facts(person: Person, address: str, *, is_shared: bool, by: Person, at: datetime) -> EmailFacts:
    on = local_date(at)
    others = list(Person.objects.with_email(address).exclude(pk=person.pk).values_list("pk", flat=True))
    waiting = Approval.objects.filter(beneficiary=person, state=Approval.State.WAITING, expires_at__gt=at)
    return EmailFacts(
        holds_office=_now_or_later(on, [person.pk]) or waiting.exists(),
        has_factor=people.has_factor(person),
        is_by_own=by.pk in others or (bool(by.email) and by.email.casefold() == address.casefold()),
        is_an_officers=bool(others) and _now_or_later(on, others),
        is_anothers=bool(others),
        is_shared=is_shared,
        entered_today=Entry.objects.filter(entered_by=by, what=EMAIL, entered_at__gt=at - A_DAY).count(),
    )


def _now_or_later(on: date, person_ids: Iterable[int]) -> bool:
    """Tell whether any of the persons holds an office on the day or from a later one."""
    return Term.objects.filter(person_id__in=person_ids).exclude(until_on__lt=on).exists()


@transaction.atomic
def enter_language(
    *, membership: Membership, language: Language, seen: str, said: Said, by: Person, at: datetime
) -> Entry | None:
    """Enter the language in which a member gets messages; the receipt comes in it.

    :raises RuleViolation: it has changed since the page was shown, or as ``write_entry`` says
    """
    membership = _locked(membership, said, by=by, at=at)
    person = membership.person
    _same(seen, person.language)
    if language == person.language:
        return None
    people.choose_language(person=person, language=language, by=by, at=at)
    return write_entry(
        name=LANGUAGE, membership=membership, said=said, by=by, at=at, details={"language": str(language)}
    )


@transaction.atomic
def enter_consents(
    *, membership: Membership, given: frozenset[str], seen: str, said: Said, by: Person, at: datetime
) -> Entry | None:
    """Enter what a member has said yes and no to: ``given`` are all purposes that it is yes to from now on.

    What is not among them is no, also where there was a yes to an earlier text.

    :raises RuleViolation: the consents have changed since the page was shown, or as ``write_entry`` says
    """
    membership = _locked(membership, said, by=by, at=at)
    person = membership.person
    before = _open_yes(person)
    if not constant_time_compare(seen, mark_of_consents(person)):
        raise RuleViolation(CHANGED)
    new = sorted(one.name for one in purposes() if one.name in given and before.get(one.name) != one.version)
    gone = sorted(set(before) - given)
    for purpose in new:
        people.give_consent(person=person, purpose=purpose, by=by, at=at, channel=_channel(said.how))
    for purpose in gone:
        people.withdraw_consent(person=person, purpose=purpose, by=by, at=at)
    if not new and not gone:
        return None
    details = {"given": new, "withdrawn": gone}
    return write_entry(name=CONSENT, membership=membership, said=said, by=by, at=at, details=details)


def _channel(how: How) -> str:
    return {How.PHONE: Consent.Channel.PHONE, How.PAPER: Consent.Channel.PAPER, How.TALK: Consent.Channel.TALK}[how]


@transaction.atomic
def enter_protection(
    *, membership: Membership, is_protected: bool, said: Said, by: Person, at: datetime
) -> Entry | None:
    """Enter that a member's address is protected, or no longer, which takes the member's own signature on paper.

    :raises RuleViolation: a protection is to end without paper, or as ``write_entry`` says
    """
    membership = _locked(membership, said, by=by, at=at)
    if not is_protected and membership.person.is_protected and said.how is not How.PAPER:
        raise RuleViolation(FAULTS[Fault.NOT_ON_PAPER], field="how")
    if membership.person.is_protected == is_protected:
        return None
    people.set_protected(person=membership.person, is_protected=is_protected, by=by, at=at)
    return write_entry(
        name=PROTECTION, membership=membership, said=said, by=by, at=at, details={"protected": is_protected}
    )
