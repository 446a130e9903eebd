"""Calling members to a meeting: the notice, the papers, and who got them how."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import audit
from lokallag.core.answers import carry_out, show_again
from lokallag.core.audit import How
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.events import services
from lokallag.events.domain.notices import Part
from lokallag.events.forms.notices import NoticeForm
from lokallag.events.models import Event, MeetingNotice, NoticeDelivery
from lokallag.events.queries import notices
from lokallag.events.queries.letters import letters_for, letters_pdf
from lokallag.events.queries.notice_pages import FROM_ADDRESS, IN_ADDRESS, delivery_page, notice_page, write_page
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

SEE = "events.see_work"
WRITE, LIST = "events/notice_write.html", "events/notice_list.html"


@require_safe
@authorize("events.write_notice", Event, kwarg="slug", see=SEE)
def notice(request: MemberRequest, event: Event) -> HttpResponse:
    """Show how it stands with the notice and the papers."""
    unit = _unit(event)
    return show(
        request, "events/notice.html", notice_page(event, unit, viewer=request.user, today=localdate(), at=now())
    )


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("events.write_notice", Event, kwarg="slug", see=SEE)
def write_notice(request: MemberRequest, event: Event, part: str) -> HttpResponse:
    """Write the words."""
    unit, which, is_stale = _unit(event), _part(part), False
    known = MeetingNotice.objects.filter(event=event, part=which.value).first()
    if known is not None and known.sent_at is not None:
        return redirect("events:notice", event.slug)
    start = {
        "text": known.text
        if known is not None and known.text
        else notices.first_words(event, which, unit, localdate()),
        "seen": "" if known is None else known.fingerprint,
    }
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            given = form.cleaned_data
            services.write_notice(
                event=event, part=which, text=given["text"], seen=given["seen"] or None, by=request.user, at=now()
            )

        outcome = carry_out(request, form, act, said=_("Teksten er lagret. Les gjennom den, og send når den er klar."))
        if outcome.done:
            return redirect("events:write_notice", event.slug, part)
        is_stale = outcome.is_stale
        if is_stale:
            show_again(form, "seen", MeetingNotice.objects.get(event=event, part=which.value).fingerprint)
    page = write_page(event, which, unit, form, is_stale=is_stale, today=localdate(), at=now())
    return show(request, WRITE, page, status=422 if form.is_bound else 200)


@require_POST
@authorize("events.send_notice", Event, kwarg="slug", see=SEE)
def send_notice(request: MemberRequest, event: Event, part: str) -> HttpResponse:
    """Send it to all who have the right. A second press sends nothing."""
    _unit(event)
    found = _written(event, part)
    try:
        sent = services.send_notice(notice=found, by=request.user, at=now(), seen=request.POST.get("seen", ""))
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("events:write_notice", event.slug, part)
    messages.success(
        request,
        _("Den er sendt. Her ser du hvem som har fått den, og hvem som må ha brev eller telefon."),
    )
    return redirect("events:notice_list", event.slug, IN_ADDRESS[Part(sent.part)])


@require_safe
@authorize("events.see_delivery", Event, kwarg="slug", see=SEE)
def notice_list(request: MemberRequest, event: Event, part: str) -> HttpResponse:
    """Show who has the right to it, and how each got it."""
    found = _sent(event, part)
    page = delivery_page(
        found,
        _unit(event),
        viewer=request.user,
        today=localdate(),
        left_only=request.GET.get("vis") == "igjen",
        number=request.GET.get("side", "1"),
    )
    audit.record_look("events.see_delivery", actor=request.user, persons=page.persons, at=now(), how=How.LIST)
    return show(request, LIST, page)


@require_safe
@authorize("events.print_letters", Event, kwarg="slug", see=SEE)
def letters(request: MemberRequest, event: Event, part: str) -> HttpResponse:
    """Give the letters to those whom no e-mail reaches, as one PDF."""
    found, unit, today = _sent(event, part), _unit(event), localdate()
    made = letters_for(found, unit, viewer=request.user, today=today)
    if not made:
        messages.info(request, _("Det er ingen brev å skrive ut."))
        return redirect("events:notice_list", event.slug, part)
    persons = [int(member.key) for letter in made for member in letter.members]
    audit.record_look("events.print_letters", actor=request.user, persons=persons, at=now(), how=How.EXPORT)
    response = HttpResponse(
        letters_pdf(made, found, unit, sender=request.user, today=today), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="brev-{event.slug}.pdf"'
    return response


@require_POST
@authorize("events.print_letters", Event, kwarg="slug", see=SEE)
def letters_posted(request: MemberRequest, event: Event, part: str) -> HttpResponse:
    """Write down that the letters are in the post."""
    found, unit, today = _sent(event, part), _unit(event), localdate()
    if claim(request):
        made = letters_for(found, unit, viewer=request.user, today=today)
        ids = [int(member.key) for letter in made for member in letter.members]
        count = services.note_deliveries(
            notice=found,
            persons=Person.objects.filter(pk__in=ids),
            way=NoticeDelivery.Way.LETTER,
            by=request.user,
            at=now(),
        )
        words = ngettext("%(n)d står nå med brev.", "%(n)d står nå med brev.", count)
        messages.success(request, words % {"n": count})
    return redirect("events:notice_list", event.slug, part)


@require_POST
@authorize("events.note_delivery", Event, kwarg="slug", see=SEE)
def note_call(request: MemberRequest, event: Event, part: str) -> HttpResponse:
    """Write down that somebody has been told by telephone, or take that back."""
    found, unit = _sent(event, part), _unit(event)
    key = request.POST.get("hvem", "") or request.POST.get("angre", "")
    person = next((one for one in notices.entitled(found, unit, localdate()) if str(one.key) == key), None)
    if person is None:
        messages.error(request, _("Vi fant ikke denne personen. Lista her er slik den står nå."))
    elif request.POST.get("angre"):
        services.take_back_delivery(notice=found, person=person, by=request.user, at=now())
    else:
        services.note_deliveries(
            notice=found, persons=[person], way=NoticeDelivery.Way.PHONE, by=request.user, at=now()
        )
        messages.success(request, _("%(name)s er ført som ringt.") % {"name": person.name})
    to = reverse("events:notice_list", args=[event.slug, part])
    return HttpResponseRedirect(f"{to}?vis=igjen" if request.POST.get("hvem") else to)


def _unit(event: Event) -> Unit:
    try:
        return notices.unit_of(event)
    except RuleViolation as error:
        raise Http404 from error


def _part(part: str) -> Part:
    if part not in FROM_ADDRESS:
        raise Http404
    return FROM_ADDRESS[part]


def _written(event: Event, part: str) -> MeetingNotice:
    found = MeetingNotice.objects.select_related("event").filter(event=event, part=_part(part).value).first()
    if found is None:
        raise Http404
    return found


def _sent(event: Event, part: str) -> MeetingNotice:
    found = _written(event, part)
    if found.sent_at is None:
        raise Http404
    return found
