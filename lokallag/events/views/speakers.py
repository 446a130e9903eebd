"""The register of speakers. Who has looked at whom of our members is in the log of looks."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import audit
from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.events import forms, services
from lokallag.events.forms.speakers import profile_of
from lokallag.events.models import Event, Speaker
from lokallag.events.queries.form_pages import SmallPage
from lokallag.events.queries.speakers import link_page, speaker_list_page, speaker_page
from lokallag.events.rules import led_units
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import find_persons
from lokallag.organisation.queries.offices import findable_by
from lokallag.people.models import Person

SEE, EDIT = "events.see_speakers", "events.edit_speaker"
FORM, SMALL = "events/speaker_form.html", "events/small_form.html"
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def note_looks(request: MemberRequest, persons: list[int], how: audit.How) -> None:
    """Write in the log of looks that these members were seen in the register."""
    audit.record_look(SEE, actor=request.user, persons=persons, at=now(), how=how)


@require_safe
@authorize(SEE)
def speakers(request: MemberRequest) -> HttpResponse:
    """Show the register: all, or those who are looked for by name or topic."""
    wish, topic = _asked(request, "sok"), _asked(request, "tema")
    page, members = speaker_list_page(wish=wish, topic=topic, today=localdate(), at=now())
    note_looks(request, members, audit.How.LIST)
    return show(request, "events/speaker_list.html", page)


@require_safe
@authorize(SEE, Speaker)
def speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Show a speaker, with how they are reached."""
    page = speaker_page(speaker, viewer=request.user, today=localdate(), at=now())
    note_looks(request, [] if speaker.person_id is None else [speaker.person_id], audit.How.PAGE)
    return show(request, "events/speaker_detail.html", page)


@read_or_send
@authorize(EDIT)
def add_speaker(request: MemberRequest) -> HttpResponse:
    """Put a speaker in the register. Begun from an event, it leads on to asking them there."""
    event = _asking_for(request)
    form = forms.SpeakerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made: list[Speaker] = []

        def act() -> None:
            another = form.cleaned_data["is_another"]
            made.append(services.add_speaker(profile=form.profile, is_another=another, by=request.user, at=now()))

        if carry_out(request, form, act, said=_("Innlederen står i registeret.")).done:
            if event is None:
                return redirect("events:speaker", made[0].pk) if made else redirect("events:speakers")
            if made:
                return redirect("events:ask_speaker", event.slug, made[0].pk)
            return redirect("events:choose_speaker", event.slug)
        if "is_another" in form.errors:
            form.ask_if_another()
    page = _form_page(
        form,
        title=_("Ny innleder"),
        lead=_("Spør innlederen før du skriver noe her. Det som står, kan innlederen få se."),
        back_url=reverse("events:speakers") if event is None else reverse("events:choose_speaker", args=[event.slug]),
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@read_or_send
@authorize(EDIT, Speaker)
def edit_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Change what is said of a speaker."""
    is_stale = False
    form = forms.SpeakerForm(request.POST if request.method == "POST" else None, initial=profile_of(speaker))
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            seen = form.cleaned_data["seen"]
            services.edit_speaker(speaker=speaker, profile=form.profile, seen=seen, by=request.user, at=now())

        outcome = carry_out(request, form, act, said=_("Endringene er lagret."))
        if outcome.done:
            return redirect("events:speaker", speaker.pk)
        is_stale = outcome.is_stale
        if is_stale:
            speaker.refresh_from_db()
            show_again(form, "seen", speaker.fingerprint)
    note_looks(request, [] if speaker.person_id is None else [speaker.person_id], audit.How.PAGE)
    page = _form_page(
        form,
        title=_("Rediger %(name)s") % {"name": speaker.name},
        lead="",
        back_url=reverse("events:speaker", args=[speaker.pk]),
        speaker=speaker,
        is_stale=is_stale,
    )
    return show(request, FORM, page, status=422 if form.is_bound else 200)


@read_or_send
@authorize(EDIT, Speaker)
def erase_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Delete a speaker with all that is kept, after a look at what goes."""
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.erase_speaker(speaker=speaker, by=request.user, at=now())

        if carry_out(request, form, act, said=_("Innlederen er slettet.")).done:
            return redirect("events:speakers")
    page = _form_page(
        form,
        title=_("Slett %(name)s") % {"name": speaker.name},
        lead=_(
            "Alt som står om innlederen, blir borte: kontakten, spørsmål og svar, og navnet i programmer. Det kan ikke"
            " angres."
        ),
        back_url=reverse("events:speaker", args=[speaker.pk]),
        speaker=speaker,
        press=_("Slett innlederen"),
        is_danger=True,
    )
    return show(request, SMALL, page, status=422 if form.is_bound else 200)


@require_POST
@authorize(EDIT, Speaker)
def withdraw_consent(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Erase how a speaker is reached, since they have said that they do not agree to it any more."""
    services.withdraw_consent(speaker=speaker, by=request.user, at=now())
    messages.success(request, _("Samtykket er trukket. E-post og telefon er slettet."))
    return redirect("events:speaker", speaker.pk)


@require_POST
@authorize(EDIT, Speaker)
def keep_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Let a speaker whom nobody has asked for long stand in the register."""
    with transaction.atomic():
        if claim(request):
            services.keep_speaker(speaker=speaker, by=request.user, at=now())
    messages.success(request, _("%(name)s står fortsatt i registeret.") % {"name": speaker.name})
    return redirect("events:speaker", speaker.pk)


@read_or_send
@authorize(EDIT, Speaker)
def link_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Find a member by name, and say that the speaker is that one."""
    today = localdate()
    among = _findable(request, today)
    wish = _asked(request, "sok")
    if request.method == "POST":
        person = _person_asked_for(request, among)
        if person is None:
            raise Http404
        try:
            services.link_person(speaker=speaker, person=person, by=request.user, at=now())
        except RuleViolation as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Innlederen er knyttet til medlemmet."))
        return redirect("events:speaker", speaker.pk)
    hits = find_persons(wish, on=today, among=among) if wish else None
    if hits is not None:
        audit.record_look(
            EDIT, actor=request.user, persons=[hit.person_id for hit in hits.rows], at=now(), how=audit.How.LIST
        )
    return show(request, "events/speaker_link.html", link_page(speaker, wish=wish, hits=hits))


@require_POST
@authorize(EDIT, Speaker)
def unlink_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    """Say that a speaker is no member after all."""
    services.link_person(speaker=speaker, person=None, by=request.user, at=now())
    messages.success(request, _("Innlederen er ikke lenger knyttet til et medlem."))
    return redirect("events:speaker", speaker.pk)


def _asked(request: MemberRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


def _findable(request: MemberRequest, day: date) -> QuerySet[Person] | None:
    """Return whom the host may find by name: those whom any unit they lead lets them find; ``None`` is everybody."""
    found: QuerySet[Person] | None = Person.objects.none()
    for unit in Unit.objects.filter(pk__in=led_units(request.user, day)).order_by("pk"):
        among = findable_by(request.user, unit, day)
        if among is None or found is None:
            return None
        found = Person.objects.filter(pk__in=found.values("pk")) | Person.objects.filter(pk__in=among.values("pk"))
    return found


def _person_asked_for(request: MemberRequest, among: QuerySet[Person] | None) -> Person | None:
    """Return the person that the form names, of those whom the reader may find."""
    try:
        key = UUID(request.POST.get("person", ""))
    except ValueError:
        return None
    persons = Person.objects.all() if among is None else among
    return persons.filter(key=key).first()


def _asking_for(request: MemberRequest) -> Event | None:
    """Return the event that a speaker is wanted for, if the reader may ask speakers to it."""
    event = Event.objects.filter(slug=request.GET.get("til", "").replace("\x00", "")[:200]).first()
    return event if event is not None and may(request.user, "events.ask_speaker", event) else None


def _form_page(
    form: forms.SpeakerForm | forms.NothingForm,
    *,
    title: str,
    lead: str,
    back_url: str,
    speaker: Speaker | None = None,
    press: str = "",
    is_danger: bool = False,
    is_stale: bool = False,
) -> SmallPage:
    register = (_("Innledere"), reverse("events:speakers"))
    own = () if speaker is None else ((speaker.name, reverse("events:speaker", args=[speaker.pk])),)
    label = title if speaker is None else _("Slett") if is_danger else _("Rediger")
    crumbs = (register, *own, (label, None))
    return SmallPage(title, lead, crumbs, form, press or _("Lagre"), is_danger, back_url, is_stale)
