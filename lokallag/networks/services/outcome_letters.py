"""What those who were to lead a network are told by e-mail of what became of it, each in their own language.

Nobody else is named in it: who sits, stands on the network's page.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.membership.models import Membership
from lokallag.networks.models import Application, Candidate, Network
from lokallag.networks.services.letters import post_letter
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.services.letters import ids_in, only_theirs
from lokallag.outbox.domain.checks import Answer, Waiting, register
from lokallag.people.models import Person

APPOINTED, OUTCOME = "networks.appointed", "networks.candidacy_outcome"


class Became(StrEnum):
    """What became of an application, for somebody who had said yes to leading it."""

    STARTED = "started"  # the network is there, and the board appointed others
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


def tell_appointed(
    network: Network,
    *,
    leaders: Iterable[Person],
    others: Iterable[Person],
    from_on: date,
    until_on: date,
    at: datetime,
) -> None:
    """Tell each who is appointed: for what, from which day to which, and what it means. The same once."""
    name = Unit.objects.named(max(from_on, local_date(at))).get(pk=network.pk).name
    where = reverse("networks:network", args=[network.unit.slug])
    for person, leads in (*((one, True) for one in leaders), *((one, False) for one in others)):
        with translation.override(person.language):
            words = {"network": name, "first": in_words(from_on), "last": in_words(until_on)}
            parts = [
                _("Styret har oppnevnt deg til å lede styringsgruppa i %(network)s.") % words
                if leads
                else _("Styret har oppnevnt deg til styringsgruppa i %(network)s.") % words,
                _("Du sitter fra og med %(first)s til og med %(last)s.") % words,
                _(
                    "Det betyr at du sammen med de andre kan holde møter i nettverket, skrive til dem som er med, "
                    "og se hvem de er. Alt det slutter av seg selv etter den siste dagen."
                ),
                _("Passer det ikke likevel? Si fra til styret."),
            ]
            subject, label = _("Du er oppnevnt i styringsgruppa: %(network)s") % words, _("Gå til nettverket")
        detail = f"{network.pk}:{person.pk}:{from_on.isoformat()}:{until_on.isoformat()}"
        post_letter(APPOINTED, detail, person, subject, parts, (label, where), at=at)


def tell_candidates(
    application: Application, candidates: Iterable[Candidate], became: Became, *, at: datetime, has_page: bool = True
) -> None:
    """Tell candidates who had said yes, and are not appointed, what became of it. The same once.

    :param has_page: their page of the application stands; else they are led to the ideas
    """
    for candidate in candidates:
        person = candidate.person
        with translation.override(person.language):
            subject, parts, label = _outcome_in_words(application.name, became)
        where = reverse("networks:candidacy", args=[candidate.pk]) if has_page else reverse("networks:ideas")
        detail = f"{person.pk}:{application.pk}:{became.value}"
        post_letter(OUTCOME, detail, person, subject, parts, (label if has_page else _ideas(person), where), at=at)


def said_yes_to(application: Application) -> list[Candidate]:
    """Return those who have said yes to standing, other than the applicant. One query."""
    found = Candidate.objects.filter(application=application, answer=Candidate.Answer.YES).select_related("person")
    if application.applicant_id is not None:
        found = found.exclude(person_id=application.applicant_id)
    return list(found.order_by("pk"))


def _outcome_in_words(name: str, became: Became) -> tuple[str, list[str], str]:
    """Return subject, paragraphs, and the label of the link, in the language that is on."""
    words = {"name": name}
    thanks = _("Takk for at du sa ja. Du trenger ikke gjøre noe.")
    if became is Became.STARTED:
        said = [
            _(
                "Du sa ja til å sitte i styringsgruppa for %(name)s. Nå er nettverket startet. "
                "Denne gangen oppnevnte styret andre til styringsgruppa."
            )
            % words,
            _("Takk for at du sa ja. Du er velkommen i nettverket, og blir med med ett trykk på siden."),
        ]
        return _("Nettverket er startet: %(name)s") % words, said, _("Se hva styret bestemte")
    if became is Became.DECLINED:
        said = [
            _(
                "Du sa ja til å sitte i styringsgruppa for %(name)s. Styret sa nei til søknaden denne gangen, "
                "så det blir ikke noe nettverk nå. Den som søkte, kan søke igjen."
            )
            % words,
            thanks,
        ]
        return _("Styret har svart på søknaden: %(name)s") % words, said, _("Se hva styret bestemte")
    said = [
        _("Du sa ja til å sitte i styringsgruppa for %(name)s. Søknaden er trukket, så det blir ikke noe nettverk nå.")
        % words,
        thanks,
    ]
    return _("Søknaden er trukket: %(name)s") % words, said, _("Se hva som skjedde")


def _ideas(person: Person) -> str:
    with translation.override(person.language):
        return _("Se ideer til nettverk")


def who_are_appointed(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through those whose term in the network is not over. One query."""
    rows = Term.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=local_date(at)),
        office__unit_id__in=ids_in(letter.message_key for letter in letters),
        person__isnull=False,
    )
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("office__unit_id", "person__key")})


def who_are_members(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through those who are members of the party. One query."""
    live = Membership.objects.live(local_date(at))
    rows = live.filter(person_id__in=ids_in(letter.message_key for letter in letters))
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("person_id", "person__key")})


def answer_for_letters() -> None:
    """Say who may get the letters about what became of an application."""
    register(APPOINTED, who_are_appointed)
    register(OUTCOME, who_are_members)
