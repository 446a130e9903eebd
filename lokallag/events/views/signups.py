"""Signing up, and the page behind the link in the mail. Both are open to anyone; neither says who is known here."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import scope
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim, key_of
from lokallag.core.permissions import may
from lokallag.core.views import absent, invalid, public, show
from lokallag.events import services
from lokallag.events.forms.signups import DoorForm, DoorNameForm, GuestsForm, SignUpForm
from lokallag.events.models import Event
from lokallag.events.queries.attendees import arrival_page
from lokallag.events.queries.signup_box import gone_page, reply_page, sign_up_page, thanks_page, welcome_page
from lokallag.people.domain.signin import network_of
from lokallag.people.models import Person

GET_OR_POST = ["GET", "HEAD", "POST"]
NO_TRACE = {"Referrer-Policy": "same-origin", "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


def _network(request: HttpRequest) -> str:
    """Return the network a request comes from; behind our proxy, what the proxy says last."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return network_of(forwarded.rpartition(",")[2] or request.META.get("REMOTE_ADDR", ""))


def _event(request: HttpRequest, slug: str) -> Event | None:
    """Return the event of the address, if the reader may see it."""
    event = Event.objects.filter(slug=slug).first()
    return event if event is not None and may(request.user, "events.see_event", event) else None


@require_POST
@public
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a sign-up. Who is not signed in gets the same answer whatever is known of the address."""
    person = request.user if isinstance(request.user, Person) else None
    if person is None:
        return _sign_up_by_email(request, slug)
    event = _event(request, slug)
    return absent(request) if event is None else _sign_up_person(request, event, person)


def _sign_up_person(request: HttpRequest, event: Event, person: Person) -> HttpResponse:
    form, status = GuestsForm(request.POST, event=event), 422
    with scope.opened("events.sign_up", person_id=person.pk):
        if not may(person, "events.sign_up", event):
            return absent(request)
        if form.is_valid():
            try:
                with transaction.atomic():
                    if claim(request):
                        services.sign_up_person(event=event, person=person, guests=form.brought, at=now())
            except RuleViolation as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Vi har notert at du vil komme."))
                return HttpResponseRedirect(f"{reverse('events:event', args=[event.slug])}#pa")
        page = sign_up_page(event, viewer=person, at=now(), form=form)
        return show(request, "events/sign_up.html", page, status=status)


def _sign_up_by_email(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign up by name and address. The event is read once, with its counts, when they are locked."""
    form = SignUpForm(request.POST)
    wrong: RuleViolation | None = None
    if form.is_valid():
        try:
            services.sign_up_by_email(
                event=slug,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                guests=form.brought,
                language=request.LANGUAGE_CODE or settings.LANGUAGE_CODE,
                network=_network(request),
                at=now(),
                form_key=key_of(request),
            )
        except Event.DoesNotExist:
            return absent(request)
        except RuleViolation as error:
            wrong = error
        else:
            return HttpResponseRedirect(reverse("events:thanks", args=[slug]))
    event = _event(request, slug)
    if event is None:
        return absent(request)
    form = SignUpForm(request.POST, event=event)
    if wrong is not None:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
    page = sign_up_page(event, viewer=request.user, at=now(), form=form)
    return invalid(request, "events/sign_up.html", page)


@require_safe
@public
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a mail is on its way: to anybody, whatever they wrote."""
    event = _event(request, slug)
    if event is None:
        raise Http404
    return show(request, "events/thanks.html", thanks_page(event))


@require_http_methods(GET_OR_POST)
@never_cache
@public
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show one's own sign-up by the link from the mail, and take the answer: opening it changes nothing."""
    with scope.opened("a sign-up by the link from its mail"):
        signup = services.find_by_token(token)
        if signup is None:
            return _gone(request)
        url = reverse("events:reply", args=[token])
        form = GuestsForm(request.POST or None, event=signup.event, initial={"guests": signup.guests})
        status = 200
        if request.method == "POST":
            wish = request.POST.get("svar", "")
            if wish in {"ja", "nei"} and form.is_valid():
                guests = form.brought if "guests" in form.fields and "guests" in request.POST else None
                try:
                    services.answer(signup=signup, is_coming=wish == "ja", guests=guests, by=None, at=now())
                except RuleViolation as error:
                    form.add_error(error.field if error.field in form.fields else None, str(error))
                else:
                    return _quiet(HttpResponseRedirect(url))
            status = 422
            signup.refresh_from_db()
        page = reply_page(signup, url=url, at=now(), form=form if form.is_bound else None)
        return _quiet(show(request, "events/reply.html", page, status=status))


def _gone(request: HttpRequest) -> HttpResponse:
    return _quiet(render(request, "events/link_gone.html", {"page": gone_page()}, status=404))


def _quiet(response: HttpResponse) -> HttpResponse:
    """Let no other site, cache or search engine learn the address."""
    for name, value in NO_TRACE.items():
        response.headers[name] = value
    return response


@require_http_methods(GET_OR_POST)
@never_cache
@public
def arrive(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Let who has scanned the code at the door say that they are here: signed in, by address, or without a name."""
    event = Event.objects.shown().filter(slug=slug).first()
    if event is None:
        return absent(request)
    person = request.user if isinstance(request.user, Person) else None
    form = DoorForm(request.POST) if request.method == "POST" and person is None else None
    name_form = DoorNameForm(request.POST if "uten" in request.POST else None)
    may_join = person is not None and may(person, "events.sign_up", event)
    status = 200
    if request.method == "POST":
        try:
            with transaction.atomic():
                is_new = claim(request)
                if "uten" in request.POST:
                    form = None
                    if name_form.is_valid():
                        if is_new:
                            services.walk_in(event=event, code=code, name=name_form.cleaned_data["name"], at=now())
                        return _quiet(HttpResponseRedirect(reverse("events:arrived", args=[event.slug])))
                elif person is not None or (form is not None and form.is_valid()):
                    email = "" if form is None else form.cleaned_data["email"]
                    services.arrive(event=event, code=code, person=person, email=email, may_join=may_join, at=now())
                    return _quiet(HttpResponseRedirect(reverse("events:arrived", args=[event.slug])))
        except RuleViolation as error:
            messages.error(request, str(error))
        status = 422
    page = arrival_page(
        event, code, viewer=request.user, at=now(), form=form, name_form=None if may_join else name_form
    )
    return _quiet(show(request, "events/arrival.html", page, status=status))


@require_safe
@public
def arrived(request: HttpRequest, slug: str) -> HttpResponse:
    """Welcome who has said that they are here: anybody, whatever they wrote."""
    event = Event.objects.shown().filter(slug=slug).first()
    if event is None:
        raise Http404
    return show(request, "events/arrived.html", welcome_page(event))
