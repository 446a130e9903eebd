"""Those who have grown out of a network: thanked and asked once a year, never thrown out in the middle of a season."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.membership.models import Belonging
from lokallag.membership.services import belong, note_asked
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Network
from lokallag.networks.queries.networks import named
from lokallag.networks.queries.season import season_ends
from lokallag.networks.services.belonging import JOIN
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services.letters import ids_in, only_theirs
from lokallag.outbox.domain.checks import Answer, Waiting, register
from lokallag.outbox.services import post

PURPOSE = "networks.grown_out"


def grown_out(year: int) -> QuerySet[Belonging]:
    """Return those who have joined a living network that they are too old for in a calendar year."""
    return (
        Belonging.objects.joined()
        .filter(unit__network__age_until__isnull=False, person__birth_year__isnull=False)
        .exclude(unit__network__state=State.ENDED)
        .filter(person__birth_year__lt=year - F("unit__network__age_until"))
    )


@transaction.atomic
def ask_grown_out(*, at: datetime) -> int:
    """Thank those who have grown out of a network and ask what they want, each once in a calendar year.

    They belong as before until they answer. Returns how many were asked.
    """
    on = local_date(at)
    not_asked = Q(asked_on__isnull=True) | Q(asked_on__year__lt=on.year)
    found = list(
        grown_out(on.year)
        .filter(not_asked, stays_until__isnull=True)
        .select_for_update(of=("self",))
        .select_related("person")
        .order_by("pk")
    )
    if not found:
        return 0
    networks = {
        network.pk: network for network in named(Network.objects.filter(pk__in={each.unit_id for each in found}), on)
    }
    until = season_ends(on)
    party = main_unit(on)
    for each in found:
        _post(each, networks[each.unit_id], in_words(until), "" if party is None else party.name, at=at)
    note_asked(found, on=on)
    return len(found)


@transaction.atomic
def end_seasons(*, at: datetime) -> int:
    """Let those who stayed for the season follow the network from the day after. Returns how many."""
    on = local_date(at)
    over = Belonging.objects.joined().filter(stays_until__lt=on).select_related("person", "unit").order_by("pk")
    done = 0
    for each in over:
        belong(
            person=each.person,
            unit=each.unit,
            kind=Belonging.Kind.FOLLOWS,
            channel=Belonging.Channel.CALENDAR,
            act=JOIN,
            by=None,
            at=at,
        )
        done += 1
    return done


def _post(belonging: Belonging, network: Network, until: str, sender: str, *, at: datetime) -> None:
    person = belonging.person
    if not person.email:
        return  # the same stands on Min side and on the network's page
    with translation.override(person.language):
        words = {"name": person.given_name, "network": network.name, "age": network.age_until, "day": until}
        parts = (
            _("Hei %(name)s") % words,
            _("Takk for at du er med i %(network)s") % words,
            _("Nettverket er for dem som er %(age)s år eller yngre, ut det året de fyller %(age)s.") % words,
            _("Du er fortsatt med. Velg selv: bli ut sesongen til %(day)s, følg kalenderen, eller gå ut.") % words,
        )
        subject = _("Takk for at du er med i %(network)s") % words
        label = _("Velg hva du vil")
    post(
        key=f"{PURPOSE}:{belonging.pk}:{local_date(at).year}",
        subject=subject,
        text="\n\n".join(parts),
        to=[(str(person.key), person.email)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        sender_name=sender,
        action=(label, f"{settings.SITE_URL}{reverse('networks:network', args=[network.unit.slug])}#bli-med"),
    )


def _who_have_grown_out(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through whoever is still in the network and has grown out of it. One query."""
    rows = grown_out(local_date(at).year).filter(pk__in=ids_in(letter.message_key for letter in letters))
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "person__key")})


def answer_for_letters() -> None:
    """Say who may get the letters about growing out."""
    register(PURPOSE, _who_have_grown_out)
