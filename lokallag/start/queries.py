"""Whether the first page is there, who can approve, and what has been done on the way to a running organisation."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.core import scope
from lokallag.membership.models import Membership
from lokallag.organisation.models import BoardContact, Kind, RuleSet, Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.start import facts
from lokallag.start.domain import set_up_code as codes
from lokallag.start.domain.municipalities import Names, Place, find_municipality
from lokallag.territory.models import Municipality, PostalArea, PostalCode
from lokallag.territory.queries import branches, held_codes, home


def is_open() -> bool:
    """Tell whether the first page is there: as long as the database holds no person."""
    with scope.opened("whether there is any person at all"):
        return not Person.objects.exists()


def is_founded() -> bool:
    """Tell whether there is a municipal party."""
    return Unit.objects.filter(kind=Kind.MUNICIPAL).exists()


def set_up_code() -> str:
    """Return the code that opens the first page. It is stored nowhere: it follows from the server's secret.

    It belongs to this database: one that is made anew has another.
    """
    made = MigrationRecorder.Migration.objects.order_by("applied", "pk").values_list("applied", flat=True).first()
    digest = salted_hmac("lokallag.start.set_up_code", str(made), algorithm="sha256").digest()
    return codes.code_from(digest)


def is_set_up_code(written: str) -> bool:
    """Tell whether this is the code, however it was copied."""
    return constant_time_compare(codes.clean_code(written), codes.clean_code(set_up_code()))


def municipality_meant(written: str) -> Place:
    """Return the municipality that a number or a name stands for: in the register, or in the short list before that.

    :raises Unclear: it stands for none, or for several
    """
    loaded: Names = {row.number: (row.display_name,) for row in Municipality.objects.order_by("number")}
    return find_municipality(written, loaded or facts.municipalities(), is_complete=bool(loaded))


# --- Kom i gang -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way: what it is, how it stands in words, and where its work is done.

    A step is done once it has been begun in earnest; what is missing later, the board's overview says.
    """

    key: str
    title: str
    state: str
    is_done: bool
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together on the first page, with a heading and a few words, which may be empty."""

    label: str
    words: str
    fields: tuple[forms.BoundField, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """All that ``start/start_form.html`` shows. ``is_late``: somebody else has set the organisation up meanwhile."""

    title: str
    form: forms.Form
    groups: tuple[Group, ...]
    is_late: bool
    sign_in_url: str


def start_page(form: forms.Form, *, asks_about_address: bool = False) -> StartPage:
    """Return the page on which an organisation begins.

    :param asks_about_address: the two officers were written with one address, and may say that they share it
    """
    secretary = ["secretary_given", "secretary_family", "secretary_email"]
    parts = (
        (_("Organisasjonen"), "", ["organisation", "municipality", "colour"]),
        (_("Lederen"), "", ["leader_given", "leader_family", "leader_email"]),
        (
            _("Sekretæren"),
            _("Lederen og sekretæren godkjenner for hverandre. Derfor trenger hver sin egen e-postadresse."),
            [*secretary, "shared_email"] if asks_about_address else secretary,
        ),
        (
            _("Protokollen"),
            _("Rettighetene følger av vervene, og vervene av valget. Skriv hvor valget står."),
            ["meeting", "held_on", "reference", "from_on", "until_on"],
        ),
    )
    return StartPage(
        title=_("Sett opp organisasjonen"),
        form=form,
        groups=tuple(Group(label, words, tuple(form[name] for name in names)) for label, words, names in parts),
        is_late=not is_open(),
        sign_in_url=reverse("people:sign_in"),
    )


def steps(today: date) -> tuple[Step, ...]:
    """Return the steps after the first officers, in the order one does them. Nine queries, however large it all is."""
    return (*_register(today), *_branches(today), _rules(today), _members(), _contacts(today))


def _register(today: date) -> tuple[Step, Step]:
    url = reverse("territory:register")
    codes_in_use = PostalCode.objects.in_use().count()
    number = home(today)
    drawn = PostalArea.objects.filter(code__municipality=number).values("code").distinct().count()
    register = ngettext("%(count)d postnummer er hentet inn.", "%(count)d postnumre er hentet inn.", codes_in_use)
    areas = ngettext("%(count)d område er på kartet.", "%(count)d områder er på kartet.", drawn)
    return (
        Step(
            "register",
            _("Postnummerregisteret"),
            register % {"count": codes_in_use}
            if codes_in_use
            else _("Hent inn Brings fil, så kjenner siden postnumre og steder."),
            codes_in_use > 0,
            _("Hent inn registeret"),
            url,
        ),
        Step(
            "areas",
            _("Områdene på kartet"),
            areas % {"count": drawn}
            if drawn
            else _("Hent inn Kartverkets områder, så får avdelingene et kart. Alt annet virker uten."),
            drawn > 0,
            _("Hent inn områdene"),
            url,
        ),
    )


def _branches(today: date) -> tuple[Step]:
    found = branches(today)
    held = held_codes(home(today), today)
    words = ngettext("%(count)d avdeling", "%(count)d avdelinger", len(found)) % {"count": len(found)}
    with_codes = ngettext("%(count)d postnummer", "%(count)d postnumre", len(held)) % {"count": len(held)}
    if not found:
        state = _("Hent inn styrets ark over avdelinger og postnumre.")
    elif not held:
        state = _("%(branches)s, men ingen svarer for et postnummer ennå.") % {"branches": words}
    else:
        state = _("%(branches)s svarer for %(codes)s.") % {"branches": words, "codes": with_codes}
    return (
        Step(
            "branches",
            _("Avdelingene"),
            state,
            bool(found and held),
            _("Hent inn avdelingene"),
            reverse("territory:import"),
        ),
    )


def _rules(today: date) -> Step:
    unit = main_unit(today)
    newest = RuleSet.objects.filter(unit=unit).order_by("-version").first() if unit is not None else None
    state = (
        _("Versjon %(version)d bygger på %(decision)s.") % {"version": newest.version, "decision": newest.decision}
        if newest is not None
        else _("Fram til dere fører inn egne regler, gjelder vanlige frister.")
    )
    return Step(
        "rules", _("Reglene"), state, newest is not None, _("Før inn reglene"), reverse("organisation:edit_rules")
    )


def _members() -> Step:
    count = Membership.objects.count()
    words = ngettext("%(count)d medlemskap er ført inn.", "%(count)d medlemskap er ført inn.", count)
    return Step(
        "members",
        _("Medlemmene"),
        words % {"count": count} if count else _("Hent inn filen fra medlemsregisteret, så kan medlemmene logge inn."),
        count > 0,
        _("Gå til medlemmene") if count else _("Hent inn medlemmene"),
        reverse("membership:lists" if count else "register:imports"),
    )


def _contacts(today: date) -> Step:
    found = branches(today)
    contacts = BoardContact.objects.filter(from_on__lte=today).exclude(until_on__lt=today)
    named = set(contacts.values_list("branch_id", flat=True))
    missing = [branch for branch in found if branch.pk not in named]
    done = len(found) - len(missing)
    words = ngettext(
        "%(done)d av %(count)d avdeling har en kontakt i styret.",
        "%(done)d av %(count)d avdelinger har en kontakt i styret.",
        len(found),
    )
    url = reverse("organisation:contact", args=[missing[0].slug]) if missing else reverse("organisation:units")
    return Step(
        "contacts",
        _("Kontakter i styret"),
        words % {"done": done, "count": len(found)}
        if found
        else _("Når avdelingene er på plass, får hver av dem en i styret å ringe."),
        done > 0,
        _("Velg kontakt"),
        url,
    )
