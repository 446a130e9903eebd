"""The pages that are forms: each has a heading that says what happens, the form, and a way back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.organisation.domain.rulebook import RULEBOOK
from lokallag.organisation.models import Office, RuleSet, Term, Unit
from lokallag.organisation.queries.offices import Hits
from lokallag.organisation.queries.rulesets import RuleRow, rows_of, rules_of
from lokallag.organisation.queries.units import name_on

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands there."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """All that ``organisation/form.html`` shows. ``present`` is what is stored now, where somebody else changed it.

    :param withdraw: the words on a second button that takes a coming term back; empty where there is none
    :param more: one sentence more that the writer should know before
    :param hand_over_url: where a successor is written down instead; empty where there is no such page
    """

    title: str
    lead: str
    form: forms.Form
    submit: str
    back_url: str
    crumbs: Crumbs
    variant: str = "primary"
    withdraw: str = ""
    more: str = ""
    hand_over_url: str = ""
    present: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office on the page of offices."""

    label: str
    seats: int
    taken: int
    url: str


@dataclass(frozen=True, slots=True)
class OfficesPage:
    """All that ``organisation/offices.html`` shows."""

    title: str
    lead: str
    rows: tuple[OfficeRow, ...]
    form: forms.Form
    form_title: str
    submit: str
    add_url: str
    back_url: str
    crumbs: Crumbs
    present: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class HitRow:
    """One person to choose."""

    name: str
    branch: str
    url: str


@dataclass(frozen=True, slots=True)
class AppointPage:
    """All that ``organisation/appoint.html`` shows: first a search for the person, then the form for that one."""

    title: str
    lead: str
    wish: str
    office_id: str
    searched: bool
    hits: tuple[HitRow, ...]
    more: bool
    person: str
    form: forms.Form | None
    search_url: str
    back_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class RuleFields:
    """One rule in the form: its two fields, and what somebody else wrote there meanwhile."""

    label: str
    hint: str
    value: BoundField
    source: BoundField
    stored: str = ""


@dataclass(frozen=True, slots=True)
class EditRulesPage:
    """All that ``organisation/rules_form.html`` shows."""

    title: str
    lead: str
    form: forms.Form
    frame: tuple[BoundField, ...]
    rules: tuple[RuleFields, ...]
    back_url: str
    crumbs: Crumbs
    changed: tuple[RuleRow, ...] = field(default=())


def unit_url(unit: Unit) -> str:
    """Return the address of the unit's page."""
    return reverse("organisation:unit", args=[unit.slug])


def unit_crumbs(unit: Unit, name: str, here: str) -> Crumbs:
    """Return the way to a page below the unit's."""
    return ((_("Organisasjonen"), reverse("organisation:units")), (name, unit_url(unit)), (here, None))


def root_crumbs(here: str) -> Crumbs:
    """Return the way to a page below the organisation's."""
    return ((_("Organisasjonen"), reverse("organisation:units")), (here, None))


def create_page(form: forms.Form) -> FormPage:
    """Return the page that creates a unit."""
    return FormPage(
        title=_("Hva vil du opprette?"),
        lead=_("En avdeling, et utvalg eller en annen del av organisasjonen. De vanligste vervene følger med."),
        form=form,
        submit=_("Opprett"),
        back_url=reverse("organisation:units"),
        crumbs=root_crumbs(_("Opprett")),
    )


def rename_page(unit: Unit, form: forms.Form, today: date) -> FormPage:
    """Return the page that gives a unit a new name."""
    name = name_on(unit, today)
    return FormPage(
        title=_("Gi %(name)s nytt navn") % {"name": name},
        lead=_("Navnet gjelder fra den dagen vedtaket sier. Det gamle navnet blir stående i historikken."),
        form=form,
        submit=_("Lagre navnet"),
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Nytt navn")),
    )


def edit_page(unit: Unit, form: forms.Form, today: date, *, is_stale: bool) -> FormPage:
    """Return the page that changes what a unit says about itself."""
    name = name_on(unit, today)
    present = (
        Fact(_("E-postadresse"), unit.public_email),
        Fact(_("Når dere møtes"), unit.meets),
        Fact(_("Om dere"), unit.about),
    )
    return FormPage(
        title=_("Rediger det som står om %(name)s") % {"name": name},
        lead=_("Alle kan lese dette på nettsidene."),
        form=form,
        submit=_("Lagre"),
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Rediger")),
        present=present if is_stale else (),
    )


def close_page(unit: Unit, form: forms.Form, today: date) -> FormPage:
    """Return the page that closes a unit."""
    name = name_on(unit, today)
    return FormPage(
        title=_("Legg ned %(name)s") % {"name": name},
        lead=_("Alle vervene slutter senest samme dag. Navnet kan brukes på nytt etterpå. Historikken blir stående."),
        form=form,
        submit=_("Legg ned"),
        variant="danger",
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Legg ned")),
    )


def contact_page(unit: Unit, form: forms.Form, today: date) -> FormPage:
    """Return the page that names a branch's contact on the board."""
    name = name_on(unit, today)
    return FormPage(
        title=_("Hvem i styret er kontakt for %(name)s?") % {"name": name},
        lead=_(
            "Medlemmene i avdelingen ser navnet, e-postadressen og telefonnummeret. "
            "Kontakten gjelder så lenge personen sitter i styret."
        ),
        form=form,
        submit=_("Lagre kontakten"),
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Kontakt i styret")),
    )


def profile_page(form: forms.Form, present: Sequence[Fact] = ()) -> FormPage:
    """Return the page that sets colour and municipality."""
    return FormPage(
        title=_("Farge og kommune"),
        lead=_("Fargen brukes på knapper og merker. Kommunenummeret sier hvilke postnumre som er deres."),
        form=form,
        submit=_("Lagre"),
        back_url=reverse("organisation:units"),
        crumbs=root_crumbs(_("Farge og kommune")),
        present=tuple(present),
    )


def end_page(term: Term, form: forms.Form, today: date, *, is_stale: bool) -> FormPage:
    """Return the page that sets the last day of a term, or takes back one that has not begun."""
    unit = term.office.unit
    name = name_on(unit, today)
    facts = {"person": term.holder_name, "office": term.office.label.lower(), "unit": name}
    is_coming = term.from_on > today
    until = in_words(term.until_on) if term.until_on is not None else _("inntil videre")
    bound = (
        _("Vervet varer til og med %(day)s, og kan bare kortes ned. Skal det vare lenger, må møtet velge på nytt.")
        % {"day": until}
        if term.until_on is not None
        else _("Vervet varer inntil videre. En siste dag som er satt, kan gjøres tidligere, men ikke senere.")
    )
    return FormPage(
        title=_("Når slutter %(person)s som %(office)s i %(unit)s?") % facts,
        lead=_("Vervet begynner %(day)s. Du kan trekke valget tilbake helt.") % {"day": in_words(term.from_on)}
        if is_coming
        else _(
            "Det vervet gir lov til, faller bort ved midnatt etter siste dag. Haster det, så skriv gårsdagens dato."
        ),
        more=bound,
        form=form,
        submit=_("Lagre siste dag"),
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Avslutt verv")),
        withdraw=_("Trekk valget tilbake") if is_coming else "",
        hand_over_url=reverse("organisation:hand_over", args=[unit.slug]),
        present=(Fact(_("Siste dag"), until),) if is_stale else (),
    )


def offices_page(
    unit: Unit, form: forms.Form, today: date, *, editing: Office | None, is_stale: bool = False
) -> OfficesPage:
    """Return the offices of a unit with their seats, and the form that adds one or changes ``editing``."""
    name = name_on(unit, today)
    here = reverse("organisation:offices", args=[unit.slug])
    taken: dict[int, int] = {}
    for office_id in Term.objects.live(today).filter(office__unit=unit).values_list("office_id", flat=True):
        taken[office_id] = taken.get(office_id, 0) + 1
    return OfficesPage(
        title=_("Verv i %(name)s") % {"name": name},
        lead=_("Et verv har én eller flere plasser. Rettigheter følger vervet, ikke hva dere kaller det."),
        rows=tuple(
            OfficeRow(office.label, office.seats, taken.get(office.pk, 0), f"{here}?verv={office.pk}#skjema")
            for office in unit.offices.order_by("pk")
        ),
        form=form,
        form_title=_("Nytt verv") if editing is None else _("Endre vervet %(office)s") % {"office": editing.label},
        submit=_("Legg til vervet") if editing is None else _("Lagre vervet"),
        add_url=here if editing is not None else "",
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Verv")),
        present=(Fact(_("Kalles"), editing.label), Fact(_("Plasser"), str(editing.seats)))
        if is_stale and editing is not None
        else (),
    )


def appoint_page(
    unit: Unit,
    *,
    wish: str,
    office_id: str,
    hits: Hits | None,
    person: str,
    form: forms.Form | None,
    today: date,
) -> AppointPage:
    """Return the page that seats a person: the search with its hits, or the form for the one chosen."""
    name = name_on(unit, today)
    here = reverse("organisation:appoint", args=[unit.slug])
    rows = () if hits is None else hits.rows
    return AppointPage(
        title=_("Velg %(person)s til et verv i %(name)s") % {"person": person, "name": name}
        if person
        else _("Hvem er valgt i %(name)s?") % {"name": name},
        lead=_("Før inn det møtet har vedtatt. Rettighetene gjelder fra første dag.")
        if person
        else _("Søk på navn. Du ser navn og avdeling fordi du fører vervene for partiet."),
        wish=wish,
        office_id=office_id,
        searched=hits is not None,
        hits=tuple(
            HitRow(hit.name, hit.branch, f"{here}?person={hit.key}" + (f"&verv={office_id}" if office_id else ""))
            for hit in rows
        ),
        more=hits is not None and hits.more,
        person=person,
        form=form,
        search_url=here,
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Velg til verv")),
    )


def edit_rules_page(form: forms.Form, newest: RuleSet | None, *, is_stale: bool) -> EditRulesPage:
    """Return the form over the whole rulebook. After a clash it says what stands there now."""
    now = rows_of(rules_of(newest))
    rules = tuple(
        RuleFields(
            label=row.label,
            hint=str(form.fields[f"value_{spec.key}"].help_text),
            value=form[f"value_{spec.key}"],
            source=form[f"source_{spec.key}"],
        )
        for spec, row in zip(RULEBOOK, now, strict=True)
    )
    return EditRulesPage(
        title=_("Før inn nye regler"),
        lead=_(
            "Alt står slik det er nå. Endre det møtet har vedtatt. Kilden kan stå tom. Gamle regler blir i historikken."
        ),
        form=form,
        frame=(form["valid_from"], form["decision"]),
        rules=rules,
        back_url=reverse("organisation:rules"),
        crumbs=(
            (_("Organisasjonen"), reverse("organisation:units")),
            (_("Regler"), reverse("organisation:rules")),
            (_("Nye regler"), None),
        ),
        changed=now if is_stale else (),
    )
