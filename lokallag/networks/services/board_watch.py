"""Applications that wait stand on the board's list of commitments by themselves, and leave it when they are answered.

A job finds them, so that whoever sends an application need not know of it. Each time an application comes back from
the applicant it is a new commitment: the one before is closed with what was done.
"""

from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.followup import services as followup
from lokallag.followup.models import Commitment
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import Application, Candidate
from lokallag.organisation.models import Term, Title, Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person

PREFIX = "networks.application:"


def watch_key(application: Application, rounds: int) -> str:
    """Return the key of its commitment; ``rounds`` is how many times the board has asked or sent it back."""
    return f"{PREFIX}{application.pk}:{rounds}"


def watch_applications(*, at: datetime) -> int:
    """Take on what waits and is not on the board's list, follow moved days, and close what waits no more.

    Done twice, it changes nothing the second time. Returns how many are new.
    """
    today = local_date(at)
    party = main_unit(today)
    if party is None:
        return 0
    waiting = {
        watch_key(application, application.rounds): application
        for application in Application.objects.filter(stage=Stage.SUBMITTED)
        .annotate(rounds=Count("questions"))
        .order_by("submitted_at", "pk")
    }
    watched = Commitment.objects.filter(source_key__startswith=PREFIX)
    known = dict(watched.open().values_list("source_key", "due_on"))
    closed = set(watched.filter(source_key__in=waiting).values_list("source_key", flat=True)) - known.keys()
    for key in known.keys() - waiting.keys():
        why = _("Søknaden venter ikke på styret lenger.")
        followup.supersede_source(source_key=key, why=why, by=None, at=at)
    new = [key for key in waiting if key not in known and key not in closed]
    for key in new:
        _take_on(waiting[key], key, party, at=at)
    for key, due_on in known.items():
        day = waiting[key].answer_by if key in waiting else None
        if day is not None and day != due_on:
            followup.move_source(source_key=key, due_on=day, by=None, at=at)
    return len(new)


def close_watch(application: Application, *, evidence: str, by: Person | None, at: datetime) -> None:
    """Close the commitment of an application as done; nothing happens where there is none yet."""
    key = watch_key(application, application.questions.count())
    followup.finish_source(source_key=key, evidence=evidence, responsible=by, by=by, at=at)


def _take_on(application: Application, key: str, party: Unit, *, at: datetime) -> None:
    followup.take_on(
        unit=party,
        title=_("Svar på søknaden om «%(name)s»") % {"name": application.name},
        details=_("Styret avgjør den i et møte. Lederen eller sekretæren fører inn vedtaket på søknadens side."),
        due_on=application.answer_by,
        responsible=_who_answers(application, party, local_date(at)),
        source_label=application.name,
        source_url=reverse("networks:case", args=[application.pk]),
        source_key=key,
        by=None,
        at=at,
    )


def _who_answers(application: Application, party: Unit, on: date) -> Person | None:
    """Return the board's leader, else its secretary; nobody who stands in the application themselves."""
    own = {application.applicant_id}
    said_yes = Candidate.objects.filter(application=application, answer=Candidate.Answer.YES)
    own |= set(said_yes.values_list("person_id", flat=True))
    terms = Term.objects.live(on).filter(office__unit=party, person__isnull=False)
    found = {term.office.title: term.person for term in terms.select_related("office", "person")}
    for title in (Title.LEADER, Title.SECRETARY):
        person = found.get(title)
        if person is not None and person.pk not in own:
            return person
    return None
