"""What this room lets be entered for members, with the words of the receipt."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.membership.enterables import Enterable, register_enterable
from lokallag.membership.models import Entry
from lokallag.people.domain.consents import purpose_of
from lokallag.people.models import Language

BRANCH, ADDRESS, PHONE, EMAIL = (
    "membership.choose_branch",
    "people.change_address",
    "people.change_phone",
    "people.change_email",
)
LANGUAGE, CONSENT, PROTECTION = "people.choose_language", "people.change_consent", "people.set_protected"


def _branch(entry: Entry, _in_full: bool) -> str:
    return _("Du hører nå til %(branch)s.") % {"branch": entry.unit_name} if entry.unit_name else ""


def _address(entry: Entry, in_full: bool) -> str:
    person = entry.person
    if not in_full or person.is_protected:
        return _("Adressen din er endret.")
    written = ", ".join(part for part in (person.street_address, person.postal_code) if part)
    return _("Adressen din er nå %(address)s.") % {"address": written}


def _phone(entry: Entry, in_full: bool) -> str:
    if in_full and entry.person.phone:
        return _("Telefonnummeret ditt er nå %(phone)s.") % {"phone": entry.person.phone}
    return _("Telefonnummeret ditt er endret.")


def _email(entry: Entry, in_full: bool) -> str:
    """Say it without the new address in a mail: that mail goes to the old one, which others may read."""
    if in_full and entry.receipt == "letter" and entry.person.email:
        return _("E-postadressen din er nå %(email)s. Den brukes når du logger inn.") % {"email": entry.person.email}
    return _("E-postadressen din er endret. Den gamle brukes ikke lenger.")


def _language(entry: Entry, _in_full: bool) -> str:
    wish = entry.details.get("language")
    if wish not in Language.values:
        return ""
    return _("Du får beskjeder på %(language)s.") % {"language": str(Language(wish).label).lower()}


def _consent(entry: Entry, _in_full: bool) -> str:
    said = []
    for key, sentence in (
        ("given", _("Du har sagt ja til: %(what)s.")),
        ("withdrawn", _("Du har sagt nei til: %(what)s.")),
    ):
        found = [purpose_of(name) for name in entry.details.get(key, ())]
        titles = [str(purpose.title) for purpose in found if purpose is not None]
        if titles:
            said.append(sentence % {"what": ", ".join(titles)})
    return " ".join(said)


def _protection(entry: Entry, _in_full: bool) -> str:
    if entry.details.get("protected"):
        return _("Adressen din er beskyttet.")
    return _("Adressen din er ikke lenger beskyttet.")


def register_all() -> None:
    """Register what this room lets be entered."""
    for order, (name, part, title, hint, covers, told) in enumerate(
        (
            (
                BRANCH,
                "branch",
                gettext_lazy("Avdeling"),
                gettext_lazy("Medlemmet vil høre til en annen avdeling"),
                (BRANCH,),
                _branch,
            ),
            (
                ADDRESS,
                "address",
                gettext_lazy("Adresse"),
                gettext_lazy("Ny gateadresse eller nytt postnummer"),
                (ADDRESS,),
                _address,
            ),
            (
                PHONE,
                "phone",
                gettext_lazy("Telefon"),
                gettext_lazy("Nytt telefonnummer"),
                ("people.change_contact",),
                _phone,
            ),
            (
                EMAIL,
                "email",
                gettext_lazy("E-post"),
                gettext_lazy("Ny e-postadresse, som også brukes til å logge inn"),
                ("people.change_contact",),
                _email,
            ),
            (
                LANGUAGE,
                "language",
                gettext_lazy("Språk"),
                gettext_lazy("Bokmål, nynorsk eller engelsk i beskjeder"),
                (LANGUAGE,),
                _language,
            ),
            (
                CONSENT,
                "consents",
                gettext_lazy("Samtykker"),
                gettext_lazy("Ja eller nei til det vi trenger samtykke til"),
                (CONSENT,),
                _consent,
            ),
            (
                PROTECTION,
                "protection",
                gettext_lazy("Beskyttet adresse"),
                gettext_lazy("Medlemmet trenger at ingen ser adressen"),
                (PROTECTION,),
                _protection,
            ),
        ),
        start=1,
    ):
        act = {"consents": "consent"}.get(part, part)
        register_enterable(
            Enterable(
                name=name,
                act=f"membership.enter_{act}",
                title=title,
                hint=hint,
                page=f"membership:enter_{part}",
                covers=covers,
                told=told,
                order=order,
            )
        )
