"""The pages of the steering group: who sits, and what an appointment would do before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.spans import Span
from lokallag.calendar.domain.words import in_words, span_in_words
from lokallag.core.keeping import Period
from lokallag.core.permissions import Asker, may
from lokallag.networks.domain.balance import Balance, Verdict
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.domain.terms import SMALLEST_GROUP
from lokallag.networks.models import STATES, Network
from lokallag.networks.services import Appointing, Decision
from lokallag.organisation.domain.rulebook import Rules
from lokallag.organisation.models import Term, Title
from lokallag.organisation.queries import name_on, rules_on
from lokallag.organisation.queries.effects import Effect
from lokallag.organisation.queries.handover import Handed, SeatNow, seats_now
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
SHARED = ("meeting_on", "case_number", "from_on", "until_on")
ONE_DAY = timedelta(days=1)
MOST_PAST = 30


@dataclass(frozen=True, slots=True)
class Sitting:
    """One who sits, will sit or has sat: the name, what the seat is called, the days and the decision in words."""

    name: str
    office: str
    span: str
    decision: str
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class SteeringPage:
    """All that ``networks/steering.html`` shows. ``appoint_url`` is empty for who does not appoint."""

    title: str
    lead: str
    crumbs: Crumbs
    state: str
    is_active: bool
    rests: str
    sitting: tuple[Sitting, ...]
    past: tuple[Sitting, ...]
    free: str
    appoint_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class SeatFields:
    """One seat on the page: what it is called, who sits there and since when, and its fields (``None``: not there)."""

    label: str
    holder: str
    span: str
    who: BoundField
    vacant: BoundField | None
    pick: BoundField | None


@dataclass(frozen=True, slots=True)
class BalanceShown:
    """The balance of the whole proposed group, in words: the counts, what the rule asks for, and how it stands."""

    counts: str
    rule: str
    verdict: str
    is_met: bool
    is_broken: bool


@dataclass(frozen=True, slots=True)
class AppointPage:
    """All that ``networks/appoint.html`` shows: the form, or before it is done what it would do (``balance``).

    ``few`` warns of a group that would be smaller than one that is founded on an application.
    """

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    shared: tuple[BoundField, ...]
    seats: tuple[SeatFields, ...]
    handed: Sequence[Handed]
    decision: str
    balance: BalanceShown | None
    effects: tuple[Effect, ...]
    rests: bool
    few: str
    is_stale: bool
    back_url: str


def steering_page(network: Network, viewer: Asker, today: date) -> SteeringPage:
    """Return who sits in the network's steering group today and later, and who has."""
    name = name_on(network.unit, today)
    terms = list(
        Term.objects.filter(office__unit=network.unit).select_related("office").order_by("office_id", "seat", "from_on")
    )
    now = [term for term in terms if term.until_on is None or term.until_on >= today]
    sits = [term for term in now if term.from_on <= today and term.person_id is not None]
    past = sorted((term for term in terms if term not in now), key=lambda term: term.from_on, reverse=True)
    seats = sum(office.seats for office in network.unit.offices.all())
    appoints = may(viewer, "networks.appoint_steering_group", network) and State(network.state) is not State.ENDED
    url = reverse("networks:appoint", args=[network.unit.slug])
    return SteeringPage(
        title=_("Styringsgruppa i %(network)s") % {"network": name},
        lead=_("Styret oppnevner styringsgruppa for en periode. Rettighetene følger perioden, og slutter med den."),
        crumbs=_crumbs(network, name, None),
        state=str(STATES[State(network.state)]),
        is_active=State(network.state) is State.ACTIVE,
        rests=_("Nettverket hviler siden %(day)s, fordi ingen sitter i styringsgruppa.")
        % {"day": in_words(network.rests_since, today)}
        if network.rests_since is not None
        else "",
        sitting=tuple(_sitting(term, today) for term in now if term.person_id is not None),
        past=tuple(_sitting(term, today) for term in past[:MOST_PAST]),
        free=ngettext("%(n)d plass er ledig.", "%(n)d plasser er ledige.", seats - len(sits)) % {"n": seats - len(sits)}
        if len(sits) < seats
        else "",
        appoint_url=url if appoints else "",
        next_url=f"{url}?periode=ny" if appoints and sits else "",
    )


def _sitting(term: Term, today: date) -> Sitting:
    return Sitting(
        name=term.holder_name,
        office=term.office.label,
        span=span_in_words(Span(term.from_on, term.until_on), today),
        decision=term.elected_by,
        is_coming=term.from_on > today,
    )


def seats_of_group(network: Network, viewer: Person, today: date) -> list[SeatNow]:
    """Return every seat of the steering group, the leader's first."""
    return sorted(seats_now(network.unit, viewer, today), key=lambda seat: seat.office.title != Title.LEADER)


def first_days(network: Network, today: date, *, next_term: bool) -> dict[str, date]:
    """Return the days that the form begins with: from today for the rest of the present term, or the term after it.

    Where nobody sits it is a whole term from today. How long a term is, is the rule set's.
    """
    months = Period(months=rules_on(network.unit, today).whole("steering_term_months"))
    last_days = [
        term.until_on
        for term in Term.objects.filter(office__unit=network.unit, person__isnull=False).exclude(until_on__lt=today)
        if term.until_on is not None
    ]
    last = max(last_days, default=None)
    if last is None:
        return {"from_on": today, "until_on": months.end(today) - ONE_DAY}
    if next_term:
        return {"from_on": last + ONE_DAY, "until_on": months.end(last + ONE_DAY) - ONE_DAY}
    return {"from_on": today, "until_on": last}


def appoint_page(
    network: Network,
    form: forms.Form,
    seats: Sequence[SeatNow],
    *,
    today: date,
    preview: Appointing | None = None,
    decision: Decision | None = None,
    is_stale: bool = False,
) -> AppointPage:
    """Return the page: the form, or with ``preview`` what would be done, and how the group would be balanced."""
    name = name_on(network.unit, today)
    title = _("Se over før du fører inn") if preview else _("Oppnevn styringsgruppe i %(network)s") % {"network": name}
    lead = (
        _("Dette skjer når du fører det inn. Ingenting er lagret ennå.")
        if preview
        else _("Før inn det styret har bestemt. En plass som står tom, blir som den er.")
    )
    return AppointPage(
        title=title,
        lead=lead,
        crumbs=_crumbs(network, name, title),
        form=form,
        shared=tuple(form[field] for field in SHARED),
        seats=tuple(
            SeatFields(
                label=seat.label,
                holder=seat.holder,
                span=seat.span,
                who=form[f"who_{seat.key}"],
                vacant=form[f"vacant_{seat.key}"] if seat.holder else None,
                pick=form[f"pick_{seat.key}"] if f"pick_{seat.key}" in form.fields else None,
            )
            for seat in seats
        ),
        handed=() if preview is None else preview.handed.seats,
        decision=""
        if decision is None
        else _("Styremøtet %(day)s, sak %(number)s.")
        % {"day": in_words(decision.meeting_on), "number": decision.case_number},
        balance=None if preview is None else balance_in_words(preview.balance, rules_on(network.unit, today)),
        effects=()
        if preview is None
        else tuple(effect for effect in preview.handed.effects if effect.gains or effect.loses),
        rests=preview is not None and _persons(preview.balance) == 0,
        few=_("Styringsgruppa får bare én. Den bør ha minst %(n)d, så oppnevn gjerne flere.") % {"n": SMALLEST_GROUP}
        if preview is not None and 0 < _persons(preview.balance) < SMALLEST_GROUP
        else "",
        is_stale=is_stale,
        back_url=reverse("networks:steering", args=[network.unit.slug]),
    )


def _persons(balance: Balance) -> int:
    return balance.women + balance.men + balance.uncounted


def balance_in_words(balance: Balance, rules: Rules) -> BalanceShown | None:
    """Return the balance as the board reads it; ``None`` for fewer than two, of whom it would tell who is what."""
    if balance.verdict is Verdict.ALONE:
        return None
    counts = [
        ngettext("%(n)d kvinne", "%(n)d kvinner", balance.women) % {"n": balance.women},
        ngettext("%(n)d mann", "%(n)d menn", balance.men) % {"n": balance.men},
    ]
    if balance.uncounted:
        counts.append(
            ngettext(
                "%(n)d er ikke regnet med, fordi kjønn ikke er oppgitt som kvinne eller mann",
                "%(n)d er ikke regnet med, fordi kjønn ikke er oppgitt som kvinne eller mann",
                balance.uncounted,
            )
            % {"n": balance.uncounted}
        )
    source = rules.source("gender_quota")
    said = {
        "percent": rules.whole("gender_quota"),
        "source": source,
        "persons": _persons(balance),
        "needed": balance.needed,
    }
    rule = (
        _(
            "Regelen er minst %(percent)d prosent av hvert kjønn (%(source)s). "
            "Av %(persons)d er det minst %(needed)d av hvert."
        )
        if source
        else _("Regelen er minst %(percent)d prosent av hvert kjønn. Av %(persons)d er det minst %(needed)d av hvert.")
    )
    verdicts = {
        Verdict.MET: _("Gruppa er innenfor regelen."),
        Verdict.NOT_MET: _("Gruppa er ikke innenfor regelen. Styret kan føre den inn likevel, eller finne flere."),
        Verdict.OPEN: _("Det avhenger av dem som ikke er regnet med. Styret vurderer det selv."),
    }
    return BalanceShown(
        counts=f"{'. '.join((', '.join(counts[:2]), *counts[2:]))}.",
        rule=rule % said,
        verdict=verdicts[balance.verdict],
        is_met=balance.verdict is Verdict.MET,
        is_broken=balance.verdict is Verdict.NOT_MET,
    )


def _crumbs(network: Network, name: str, here: str | None) -> Crumbs:
    """Return the way here: organisation, network, its steering group, and what is below it."""
    way: tuple[tuple[str, str | None], ...] = (
        (_("Nettverk"), reverse("networks:list")),
        (name, reverse("networks:network", args=[network.unit.slug])),
    )
    if here is None:
        return (*way, (_("Styringsgruppa"), None))
    return (*way, (_("Styringsgruppa"), reverse("networks:steering", args=[network.unit.slug])), (here, None))
