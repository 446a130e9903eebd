"""The pages of ideas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import may
from lokallag.networks.domain import ideas as domain
from lokallag.networks.domain.applying import OPEN
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.domain.likeness import Subject
from lokallag.networks.models import IDEA_STATES, Application, Companion, Idea, Network
from lokallag.networks.queries.nearby import NearRow, nearby
from lokallag.networks.queries.own import ApplicationRow, CandidacyRow, applications_of, candidacies_of
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """One idea in a list: topic, text, whose it is, how many are with it in words, and how it stands if one's own."""

    topic: str
    text: str
    owner: str
    company: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class IdeasPage:
    """All that ``networks/idea_list.html`` shows."""

    title: str
    published: tuple[IdeaRow, ...]
    mine: tuple[IdeaRow, ...]
    applications: tuple[ApplicationRow, ...]
    candidacies: tuple[CandidacyRow, ...]
    write_url: str
    apply_url: str
    networks_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class NamedCompanion:
    """Somebody who is with an idea and has said yes to showing the name."""

    name: str
    since: str


@dataclass(frozen=True, slots=True)
class IdeaPage:
    """All that ``networks/idea_detail.html`` shows. Names are empty for whoever may not see them."""

    title: str
    text: str
    by: str
    state: str
    is_published: bool
    is_closed: bool
    is_mine: bool
    company: str
    names: tuple[NamedCompanion, ...]
    nameless: str
    sees_names: bool
    is_with: bool
    shows_name: bool
    may_join: bool
    brought_to: str
    became: str
    became_url: str
    near: tuple[NearRow, ...]
    application_url: str
    apply_url: str
    edit_url: str
    publish_url: str
    unpublish_url: str
    contact_url: str
    close_url: str
    join_url: str
    leave_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class IdeaFormPage:
    """All that ``networks/idea_form.html`` shows."""

    title: str
    lead: str
    form: forms.Form
    press: str
    is_stale: bool
    back_url: str
    crumbs: Crumbs


def ideas_page(viewer: Person) -> IdeasPage:
    """Return the list of ideas: those that look for others, newest first, and the viewer's own."""
    counted = Idea.objects.annotate(companies=Count("companions")).select_related("owner")
    published = counted.filter(state=IdeaState.PUBLISHED).exclude(owner=viewer).order_by("-published_at", "-pk")
    mine = counted.filter(owner=viewer).exclude(state=IdeaState.CLOSED).order_by("-updated_at", "-pk")
    return IdeasPage(
        title=_("Ideer til nettverk"),
        published=tuple(_row(idea, idea.companies, is_mine=False) for idea in published),
        mine=tuple(_row(idea, idea.companies, is_mine=True) for idea in mine),
        applications=applications_of(viewer),
        candidacies=candidacies_of(viewer),
        write_url=reverse("networks:write_idea"),
        apply_url=reverse("networks:start_application"),
        networks_url=_networks_url(),
        crumbs=((_("Nettverk"), _networks_url()), (_("Ideer"), None)),
    )


def idea_page(idea: Idea, *, viewer: Person, today: date) -> IdeaPage:
    """Return one idea. Names of companions are for its owner, and for those among them who show their own."""
    state, is_mine = IdeaState(idea.state), idea.owner_id == viewer.pk
    rows = list(Companion.objects.filter(idea=idea).select_related("person").order_by("since", "pk"))
    own = next((row for row in rows if row.person_id == viewer.pk), None)
    named = [row for row in rows if row.shows_name]
    sees_names = is_mine or (own is not None and own.shows_name)
    application = Application.objects.filter(idea=idea, stage__in=OPEN).order_by("pk").first() if is_mine else None
    is_open = domain.takes_changes(state)
    became, became_url = ("", "") if is_open else _became(idea, today)
    return IdeaPage(
        title=idea.topic,
        text=idea.text,
        by=_by(idea, is_mine=is_mine),
        state=_("Ble til %(network)s") % {"network": became} if became else str(IDEA_STATES[state]),
        is_published=state is IdeaState.PUBLISHED,
        is_closed=not is_open,
        is_mine=is_mine,
        company=company_in_words(len(rows)) if rows or is_open else _("Ingen andre var med"),
        names=tuple(NamedCompanion(row.person.name, in_words(local_date(row.since))) for row in named)
        if sees_names
        else (),
        nameless=_nameless(len(rows) - len(named)) if sees_names and named else "",
        sees_names=sees_names,
        is_with=own is not None,
        shows_name=own is not None and own.shows_name,
        may_join=domain.takes_companions(state) and may(viewer, "networks.join_idea", idea),
        brought_to=_brought_to(idea, viewer=viewer, is_mine=is_mine),
        became=became,
        became_url=became_url,
        near=nearby(Subject(idea.topic, "", idea.text), viewer=viewer, today=today) if is_mine and is_open else (),
        application_url=reverse("networks:application", args=[application.pk]) if application is not None else "",
        apply_url=f"{reverse('networks:start_application')}?ide={idea.pk}"
        if is_mine and is_open and application is None
        else "",
        edit_url=_url("edit_idea", idea) if is_mine and is_open else "",
        publish_url=_url("publish_idea", idea) if is_mine and state is IdeaState.KEPT else "",
        unpublish_url=_url("unpublish_idea", idea) if is_mine and state is IdeaState.PUBLISHED else "",
        contact_url=_url("bring_idea", idea) if is_mine and is_open else "",
        close_url=_url("close_idea", idea) if is_mine and is_open else "",
        join_url=_url("join_idea", idea),
        leave_url=_url("leave_idea", idea),
        crumbs=_crumbs(idea.topic),
    )


def write_page(form: forms.Form) -> IdeaFormPage:
    """Return the page for a new idea."""
    return IdeaFormPage(
        title=_("Har du en idé til et nettverk?"),
        lead=_("Skriv den ned. Ingen andre ser den før du sier det."),
        form=form,
        press=_("Lagre ideen"),
        is_stale=False,
        back_url=reverse("networks:ideas"),
        crumbs=_crumbs(_("Ny idé")),
    )


def edit_page(idea: Idea, form: forms.Form, *, is_stale: bool) -> IdeaFormPage:
    """Return the page where an idea is put in other words."""
    return IdeaFormPage(
        title=_("Endre ideen"),
        lead=_("Den er lagt ut, så medlemmene ser endringen med en gang.") if idea.state == IdeaState.PUBLISHED else "",
        form=form,
        press=_("Lagre"),
        is_stale=is_stale,
        back_url=_url("idea", idea),
        crumbs=_crumbs(_("Endre")),
    )


def contact_page(idea: Idea, form: forms.Form, *, days: int, persons: Sequence[Person]) -> IdeaFormPage:
    """Return the page where one on the board is chosen."""
    lead = _("Den du velger, får lese ideen og en oppgave om å svare deg innen %(days)d dager.") % {"days": days}
    if not persons:
        lead = _("Ingen i styret kan velges nå. Prøv igjen når styret er ført inn.")
    return IdeaFormPage(
        title=_("Ta ideen opp med styret"),
        lead=lead,
        form=form,
        press=_("Ta den opp"),
        is_stale=False,
        back_url=_url("idea", idea),
        crumbs=_crumbs(_("Ta opp med styret")),
    )


def company_in_words(count: int) -> str:
    """Return how many are with an idea besides its owner, in words."""
    if not count:
        return _("Ingen andre er med ennå")
    return ngettext("%(n)d annen vil være med", "%(n)d andre vil være med", count) % {"n": count}


def _row(idea: Idea, count: int, *, is_mine: bool) -> IdeaRow:
    return IdeaRow(
        topic=idea.topic,
        text=idea.text,
        owner="" if is_mine else idea.owner.name,
        company=company_in_words(count),
        state=str(IDEA_STATES[IdeaState(idea.state)]) if is_mine else "",
        url=_url("idea", idea),
    )


def _by(idea: Idea, *, is_mine: bool) -> str:
    day = in_words(local_date(idea.published_at or idea.made_at))
    if is_mine:
        return _("Din idé, skrevet %(day)s") % {"day": in_words(local_date(idea.made_at))}
    return _("%(name)s, %(day)s") % {"name": idea.owner.name, "day": day}


def _brought_to(idea: Idea, *, viewer: Person, is_mine: bool) -> str:
    if idea.contact is None or idea.contacted_at is None:
        return ""
    day = in_words(local_date(idea.contacted_at))
    if is_mine:
        return _("Du tok den opp med %(name)s %(day)s. De svarer deg.") % {"name": idea.contact.name, "day": day}
    if idea.contact_id == viewer.pk:
        return _("Tatt opp med deg %(day)s. Svar %(name)s, og meld fra på oppgaven din.") % {
            "day": day,
            "name": idea.owner.name,
        }
    return ""


def _became(idea: Idea, today: date) -> tuple[str, str]:
    """Return the name and the address of the network that an idea became; empty where it became none."""
    founded = Network.objects.filter(application__idea=idea).named(today).select_related("unit")
    network = founded.order_by("pk").first()
    if network is None:
        return "", ""
    return network.name, reverse("networks:network", args=[network.unit.slug])


def _nameless(count: int) -> str:
    if not count:
        return ""
    return ngettext("og %(n)d til som ikke viser navnet", "og %(n)d til som ikke viser navnet", count) % {"n": count}


def _url(name: str, idea: Idea) -> str:
    return reverse(f"networks:{name}", args=[idea.pk])


def _networks_url() -> str:
    return reverse("networks:ideas").removesuffix("ideer/")


def _crumbs(last: str) -> Crumbs:
    return ((_("Nettverk"), _networks_url()), (_("Ideer"), reverse("networks:ideas")), (last, None))
