"""The units: what the installation is, the tree, and who leads what."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.core.scope import once_per_request
from lokallag.organisation.models import Kind, NameOn, Profile, Unit
from lokallag.organisation.queries.hidden import shown_units
from lokallag.organisation.queries.offices import leaders_of

# Every page asks it, so it stands here as it is sent: to put it together anew took longer than to answer it.
MAIN_UNIT = """
    SELECT unit.*, {name} AS name,
        profile.id AS of_profile, profile.colour, profile.municipality_code
    FROM organisation_unit AS unit LEFT JOIN organisation_profile AS profile ON profile.main_unit_id = unit.id
    WHERE unit.kind = 'municipal'
""".replace("{name}", NameOn.written("unit.id"))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the list: what it is called and is, what it lies under, who leads it, and where to write."""

    name: str
    url: str
    kind: str
    below: str
    leader: str
    email: str


@dataclass(frozen=True, slots=True)
class ComingRow:
    """One unit that is decided but not open yet, and its first day in words."""

    name: str
    url: str
    kind: str
    first_day: str


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """All that ``organisation/unit_list.html`` shows: rows by kind from the top, then by name.

    ``shows_below`` says that some do not lie right under the municipal party. Addresses that are empty are acts that
    one may not do. ``coming`` are the units that open later, the next one first.
    """

    title: str
    lead: str
    rows: tuple[UnitRow, ...]
    coming: tuple[ComingRow, ...]
    shows_below: bool
    rules_url: str
    create_url: str
    profile_url: str


def profile() -> Profile | None:
    """Return what this installation is, or ``None`` before it has been set up."""
    return once_per_request(
        "organisation.profile", lambda: Profile.objects.select_related("main_unit").order_by("pk").first()
    )


def main_unit(on: date) -> Unit | None:
    """Return the municipal party with its name and its profile, or ``None`` before it has been set up."""

    def look_up() -> Unit | None:
        for unit in Unit.objects.raw(MAIN_UNIT, [on, on]):
            of_profile, colour, code = (vars(unit).pop(name) for name in ("of_profile", "colour", "municipality_code"))
            names, values = ("id", "main_unit_id", "colour", "municipality_code"), (of_profile, unit.pk, colour, code)
            facts = None if of_profile is None else Profile.from_db(unit._state.db, names, values)
            Unit.profile.related.set_cached_value(unit, facts)  # as select_related does, which is not for raw SQL
            return unit
        return None

    return once_per_request(("organisation.main_unit", on), look_up)


def way_to_main_board(today: date) -> str:
    """Return how anybody reaches the party's board on the day: its public address, else its leader by name."""
    unit = main_unit(today)
    if unit is None:
        return ""
    leader = None if unit.public_email else leaders_of([unit.pk], today).get(unit.pk)
    return unit.public_email or ("" if leader is None else f"{leader.name}, {leader.office.lower()}")


def name_on(unit: Unit, on: date) -> str:
    """Return what the unit is called on the day (the newest name known where none is valid)."""
    return Unit.objects.named(on).get(pk=unit.pk).name


def newest_unit_called(name: str) -> Unit | None:
    """Return the unit written down last of those that have, had or will have this very name."""
    return Unit.objects.filter(names__name=name).order_by("-pk").first()


def open_units(on: date) -> list[Unit]:
    """Return the units that exist on the day with their names, sorted by kind from the top, then by name."""
    order = list(Kind)
    units = Unit.objects.open(on).named(on)
    return sorted(units, key=lambda unit: (order.index(Kind(unit.kind)), sort_word(unit.name), unit.pk))


def coming_units(on: date) -> list[Unit]:
    """Return the units that open after the day with their names, the next one first, then by name."""
    units = Unit.objects.filter(opened_on__gt=on).named(on)
    return sorted(units, key=lambda unit: (unit.opened_on, sort_word(unit.name), unit.pk))


def sort_word(name: str) -> str:
    """Return the text that sorts a unit's name as Norwegians do: æ, ø, å last."""
    return name.casefold().replace("æ", "{a").replace("ø", "{b").replace("å", "{c")


def units_page(viewer: Asker, today: date) -> UnitsPage:
    """Return the organisation as anyone may see it, with the acts that ``viewer`` may do."""
    units = shown_units(open_units(today), viewer, today)
    leaders = leaders_of([unit.pk for unit in units], today)
    names = {unit.pk: unit.name for unit in units}
    main = next((unit for unit in units if unit.kind == Kind.MUNICIPAL), None)
    branches = sum(unit.kind == Kind.BRANCH for unit in units)
    if main is None:
        title = _("Organisasjonen er ikke satt opp ennå")
        lead = _("Når styret har ført inn partiet og avdelingene, står de her.")
    elif not branches:
        title = _("%(name)s har ingen partiavdelinger ennå") % {"name": main.name}
        lead = _("Her står alle deler av organisasjonen, hvem som leder dem, og hvor du kan skrive til dem.")
    else:
        title = ngettext("%(name)s har én partiavdeling", "%(name)s har %(count)d partiavdelinger", branches) % {
            "name": main.name,
            "count": branches,
        }
        lead = _("Her står alle deler av organisasjonen, hvem som leder dem, og hvor du kan skrive til dem.")
    manages = may(viewer, "organisation.manage_units")
    return UnitsPage(
        title=title,
        lead=lead,
        rows=tuple(
            UnitRow(
                name=unit.name,
                url=reverse("organisation:unit", args=[unit.slug]),
                kind=str(Kind(unit.kind).label),
                below=names.get(unit.parent_id, "") if unit.parent_id is not None else "",
                leader=leaders[unit.pk].name if unit.pk in leaders else "",
                email=unit.public_email,
            )
            for unit in units
        ),
        coming=tuple(
            ComingRow(
                name=unit.name,
                url=reverse("organisation:unit", args=[unit.slug]),
                kind=str(Kind(unit.kind).label),
                first_day=in_words(unit.opened_on),
            )
            for unit in shown_units(coming_units(today), viewer, today)
        ),
        shows_below=main is not None
        and any(unit.parent_id not in (None, main.pk) for unit in units if unit.pk != main.pk),
        rules_url=reverse("organisation:rules"),
        create_url=reverse("organisation:create") if manages else "",
        profile_url=reverse("organisation:profile")
        if main is not None and may(viewer, "organisation.edit_profile")
        else "",
    )
