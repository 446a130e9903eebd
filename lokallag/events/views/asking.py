"""Asking a speaker, and the speaker's own pages behind the link in the mail: those need no account."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import audit, scope
from lokallag.core.answers import carry_out
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import MemberRequest, authorize, public, show
from lokallag.events import forms, services
from lokallag.events.models import Event, Speaker, SpeakerRequest
from lokallag.events.queries.asking import ask_page, choose_speaker_page, clashes_for, held_page, speaker_reply_page
from lokallag.events.queries.form_pages import small_page
from lokallag.events.queries.signup_box import WordPage
from lokallag.events.services.speaker_mail import own_path
from lokallag.events.views.signups import GET_OR_POST, NO_TRACE
from lokallag.events.views.speakers import note_looks

SEE = "events.see_work"
read_or_send = require_http_methods(GET_OR_POST)


@require_safe
@authorize("events.ask_speaker", Event, kwarg="slug", see=SEE)
def choose_speaker(request: MemberRequest, event: Event) -> HttpResponse:
    """Find whom to ask."""
    wish = request.GET.get("sok", "").replace("\x00", "").strip()[:100]
    page, members = choose_speaker_page(event, wish=wish, today=localdate())
    note_looks(request, members, audit.How.LIST)
    return show(request, "events/choose_speaker.html", page)


@read_or_send
@authorize("events.ask_speaker", Event, kwarg="slug", see=SEE)
def ask_speaker(request: MemberRequest, event: Event, pk: int) -> HttpResponse:
    """Write to a speaker; where they are asked to something else that day, it is said first."""
    speaker = Speaker.objects.filter(pk=pk).first()
    if speaker is None:
        raise Http404
    today = localdate()
    clashes = clashes_for(event, speaker, viewer=request.user, today=today)
    form = forms.AskForm(request.POST if request.method == "POST" else None, is_clashing=bool(clashes))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            services.ask_speaker(event=event, speaker=speaker, by=request.user, at=now(), **given)

        said = _("Spørsmålet er sendt.") if speaker.email else _("Innlederen er ført opp som spurt.")
        if carry_out(request, form, act, said=said).done:
            return redirect("events:work", event.slug)
        if "anyway" in form.errors:
            form.ask_anyway()
    note_looks(request, [] if speaker.person_id is None else [speaker.person_id], audit.How.PAGE)
    page = ask_page(event, speaker, form, clashes=clashes, today=today)
    return show(request, "events/ask_speaker.html", page, status=422 if form.is_bound else 200)


@read_or_send
@authorize("events.enter_speaker_answer", Event, kwarg="slug", see=SEE)
def enter_answer(request: MemberRequest, event: Event, pk: int) -> HttpResponse:
    """Enter what a speaker answered on the telephone."""
    asked = _asked(event, pk)
    form = forms.EnterAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            is_yes = given["answer"] == "ja"
            services.answer_request(request=asked, is_yes=is_yes, words=given["words"], by=request.user, at=now())

        if carry_out(request, form, act, said=_("Svaret er ført inn.")).done:
            return redirect("events:work", event.slug)
    page = small_page(
        event,
        form,
        title=_("Svaret fra %(name)s") % {"name": asked.speaker.name},
        lead=_("Før inn det innlederen svarte på telefon eller ansikt til ansikt. Et ja setter navnet i programmet."),
        press=_("Før inn svaret"),
    )
    return show(request, "events/small_form.html", page, status=422 if form.is_bound else 200)


@require_POST
@authorize("events.ask_speaker", Event, kwarg="slug", see=SEE)
def withdraw_request(request: MemberRequest, event: Event, pk: int) -> HttpResponse:
    """Ask a speaker no more."""
    asked = _asked(event, pk)
    try:
        with transaction.atomic():
            if claim(request):
                services.withdraw_request(request=asked, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Spørsmålet er trukket tilbake."))
    return redirect("events:work", event.slug)


@read_or_send
@never_cache
@public
def speaker_reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show a question to whoever has its link, and take the answer: opening it changes nothing."""
    with scope.opened("a question to a speaker by the link from its mail"):
        asked = services.find_request(token)
        if asked is None:
            return _gone(request)
        form = forms.ReplyForm(request.POST if request.method == "POST" else None, initial={"words": ""})
        status = 200
        if request.method == "POST":
            wish = request.POST.get("svar", "")
            if wish in {"ja", "nei"} and form.is_valid():
                words = form.cleaned_data["words"]
                try:
                    services.answer_request(request=asked, is_yes=wish == "ja", words=words, by=None, at=now())
                except RuleViolation as error:
                    form.add_error(error.field if error.field in form.fields else None, str(error))
                else:
                    return _quiet(HttpResponseRedirect(own_path(asked)))
            status = 422
            asked.refresh_from_db()
        page = speaker_reply_page(asked, form, token=token, at=now())
        return _quiet(show(request, "events/speaker_reply.html", page, status=status))


@read_or_send
@never_cache
@public
def speaker_held(request: HttpRequest, token: str) -> HttpResponse:
    """Show a speaker what is kept of them; a press takes the consent back, another deletes it all."""
    with scope.opened("what is kept of a speaker, by the link from a mail"):
        asked = services.find_request(token)
        if asked is None:
            return _gone(request)
        wish = request.POST.get("gjor", "") if request.method == "POST" else ""
        if wish == "slett":
            services.erase_speaker(speaker=asked.speaker, by=None, at=now())
            return _quiet(HttpResponseRedirect(reverse("events:speaker_erased")))
        if wish == "trekk":
            services.withdraw_consent(speaker=asked.speaker, by=None, at=now())
            messages.success(request, _("Samtykket er trukket. E-post og telefon er slettet."))
            return _quiet(HttpResponseRedirect(reverse("events:speaker_held", args=[token])))
        status = 422 if request.method == "POST" else 200
        page = held_page(asked, token=token, today=localdate())
        return _quiet(show(request, "events/speaker_held.html", page, status=status))


@require_safe
@public
def speaker_erased(request: HttpRequest) -> HttpResponse:
    """Say that all is deleted: to anybody, whoever they are."""
    return show(request, "events/speaker_erased.html", WordPage(_("Alt om deg er slettet"), "", "", ""))


def _asked(event: Event, pk: int) -> SpeakerRequest:
    found = event.speaker_requests.select_related("speaker", "event").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _gone(request: HttpRequest) -> HttpResponse:
    page = WordPage(_("Lenken virker ikke lenger"), "", "", "")
    return _quiet(render(request, "events/speaker_gone.html", {"page": page}, status=404))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Let no other site, cache or search engine learn the address."""
    for name, value in NO_TRACE.items():
        response.headers[name] = value
    return response
