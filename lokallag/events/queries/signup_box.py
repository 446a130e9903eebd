"""What whoever signs up sees: the box on the event's page, and the page behind the link in the mail."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core import scope
from lokallag.core.permissions import Asker
from lokallag.events.domain import places
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.places import State
from lokallag.events.domain.signing import Closed
from lokallag.events.forms.signups import GuestsForm, SignUpForm
from lokallag.events.models import SIGNUP_STATES, Event, Signup, Tally
from lokallag.events.services import signup_mail
from lokallag.events.services.facts import signup_last_on
from lokallag.events.services.signups import closed_in_words, why_closed
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own sign-up, in words, and where one changes it."""

    title: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class SignupBox:
    """What stands about signing up on the event's page. Where one cannot, there is no ``form`` and ``closed`` says why.

    ``mine`` is the reader's own sign-up.
    """

    places: str
    closed: str
    form: forms.Form | None
    url: str
    button: str
    mine: Mine | None
    is_signed_in: bool
    deadline: str
    is_held: bool


def signup_box(
    event: Event, *, viewer: Asker, at: datetime, form: forms.Form | None = None, tally: Tally | None = None
) -> SignupBox:
    """Return what stands about signing up on an event's page. Two queries at most.

    :param form: the form that was sent and comes back
    :param tally: the event's counts, where they have just been read
    """
    tally = tally or Tally.objects.get(pk=event.pk)
    person = viewer if isinstance(viewer, Person) else None
    mine = None
    if person is not None:
        with scope.opened("one's own sign-up", person_id=person.pk):
            mine = Signup.objects.filter(event_id=event.pk, person=person).exclude(state=State.CANCELLED).first()
        if mine is not None:
            mine.person = person
    closed = why_closed(event, at=at)
    is_full = tally.waiting > 0 or not places.has_room(1, capacity=tally.capacity, taken=tally.taken)
    if form is None and closed is None and mine is None:
        form = SignUpForm(event=event) if person is None else GuestsForm(event=event)
    return SignupBox(
        places="" if closed is not None else places_in_words(tally),
        closed="" if closed is None else closed_in_words(event, closed, at=at),
        is_held=closed is Closed.HELD,
        form=form if closed is None else None,
        url=reverse("events:sign_up", args=[event.slug]),
        button=_("Sett meg på venteliste") if is_full else _("Jeg kommer"),
        mine=None if mine is None else mine_in_words(mine),
        is_signed_in=person is not None,
        deadline=_deadline(event) if closed is None else "",
    )


def places_in_words(tally: Tally) -> str:
    """Return how many have signed up and how many places are left, as anybody may read it."""
    taken = ngettext("%(n)d påmeldt", "%(n)d påmeldte", tally.taken) % {"n": tally.taken}
    left = places.free(tally.capacity, tally.taken)
    if left is None:
        return taken if tally.taken else ""
    if tally.waiting:
        waiting = ngettext("%(n)d på venteliste", "%(n)d på venteliste", tally.waiting) % {"n": tally.waiting}
        return _("Fullt, %(waiting)s") % {"waiting": waiting}
    if not left:
        return _("Fullt")
    free = ngettext("%(n)d ledig plass", "%(n)d ledige plasser", left) % {"n": left}
    return _("%(taken)s, %(free)s") % {"taken": taken, "free": free}


def mine_in_words(signup: Signup) -> Mine:
    """Return one's own sign-up in words."""
    waits = signup.state == State.WAITING
    title = _("Du står på venteliste") if waits else _("Du er påmeldt")
    return Mine(title, _party(signup), signup_mail.reply_path(signup))


def _party(signup: Signup) -> str:
    if not signup.guests:
        return ""
    return ngettext("Du har med deg %(n)d.", "Du har med deg %(n)d.", signup.guests) % {"n": signup.guests}


def _deadline(event: Event) -> str:
    if event.signup_until is None or event.signup_until >= event.starts_at:
        return ""
    last = signup_last_on(event)
    return "" if last is None else _("Meld deg på senest %(day)s.") % {"day": in_words(last, weekday=True)}


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """The form alone, where it comes back with what was written: all of ``events/sign_up.html``."""

    title: str
    event: str
    when: str
    event_url: str
    signup: SignupBox


def sign_up_page(event: Event, *, viewer: Asker, at: datetime, form: forms.Form) -> SignUpPage:
    """Return the page that a faulty form comes back on."""
    return SignUpPage(
        title=_("Meld deg på"),
        event=event.title,
        when=moment_in_words(event.starts_at, weekday=True),
        event_url=reverse("events:event", args=[event.slug]),
        signup=signup_box(event, viewer=viewer, at=at, form=form),
    )


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """The page behind the link in a mail: all of ``events/reply.html``. What can be pressed follows from the state."""

    title: str
    state: str
    kind: str
    about: str
    event: str
    when: str
    where: str
    online_link: str
    event_url: str
    url: str
    closed: str
    form: forms.Form | None
    has_place: bool
    is_cancelled: bool
    is_answered: bool
    next: str


def reply_page(signup: Signup, *, url: str, at: datetime, form: forms.Form | None = None) -> ReplyPage:
    """Return what one can say about one's own sign-up.

    :param url: where it is said: the address with the link's token
    """
    event = signup.event
    state = State(signup.state)
    closed = why_closed(event, at=at)
    goes_on = closed not in {Closed.CANCELLED, Closed.OVER, Closed.HELD, Closed.NOT_SHOWN}
    may_change = closed is None or (goes_on and state is not State.CANCELLED)
    if form is None and closed is None:
        form = GuestsForm(event=event, initial={"guests": signup.guests})
    is_answered = bool(signup.answer)
    return ReplyPage(
        title=_("Kommer du?"),
        state=str(SIGNUP_STATES[state]),
        kind={State.SIGNED_UP: "ok", State.WAITING: "warning", State.CANCELLED: ""}[state],
        about=_party(signup) if state is not State.CANCELLED else "",
        event=event.title,
        when=moment_in_words(event.starts_at, weekday=True),
        where=", ".join(part for part in (event.place_name, event.street_address) if part),
        online_link=event.online_link if state is State.SIGNED_UP else "",
        event_url=reverse("events:event", args=[event.slug]),
        url=url,
        closed="" if may_change or closed is None else closed_in_words(event, closed, at=at),
        form=form if may_change else None,
        has_place=state is State.SIGNED_UP,
        is_cancelled=state is State.CANCELLED,
        is_answered=is_answered,
        next=_next_line(state, is_answered=is_answered),
    )


def _next_line(state: State, *, is_answered: bool) -> str:
    if state is State.CANCELLED:
        return _("Vi har notert at du ikke kommer. Takk for at du sa fra. Ombestemmer du deg, trykker du «Jeg kommer».")
    if state is State.WAITING:
        return _("Du trenger ikke gjøre noe. Blir det plass, får du den, og en e-post om det.")
    return (
        _("Takk, vi gleder oss til å se deg.") if is_answered else _("Si fra om du kommer, så vet verten hvor mange.")
    )


@dataclass(frozen=True, slots=True)
class MySignup:
    """One of one's own sign-ups: what, when, and a word where it is no plain place."""

    title: str
    url: str
    when: str
    state: str


def signups_of(person: Person, *, today: date, at: datetime, most: int = 20) -> tuple[MySignup, ...]:
    """Return what the person has signed up for and is not over, the next first. One query."""
    rows = Signup.objects.filter(person=person, event__ends_at__gt=at).exclude(state=State.CANCELLED)
    return tuple(
        MySignup(
            title=row.event.title,
            url=reverse("events:event", args=[row.event.slug]),
            when=moment_in_words(row.event.starts_at, today, weekday=True),
            state=_("Avlyst") if row.event.state == EventState.CANCELLED else _waiting_word(row),
        )
        for row in rows.select_related("event").order_by("event__starts_at", "pk")[:most]
    )


def _waiting_word(signup: Signup) -> str:
    return str(SIGNUP_STATES[State.WAITING]) if signup.state == State.WAITING else ""


@dataclass(frozen=True, slots=True)
class WordPage:
    """A page that says something and leads back: ``events/thanks.html``, ``arrived.html`` and ``link_gone.html``."""

    title: str
    event: str
    when: str
    event_url: str


def thanks_page(event: Event) -> WordPage:
    """Return what anybody reads who has signed up without an account."""
    return _words(_("Sjekk e-posten din"), event)


def welcome_page(event: Event) -> WordPage:
    """Return what anybody reads who has said at the door that they are here."""
    return _words(_("Velkommen inn."), event)


def gone_page() -> WordPage:
    """Return what stands where a link no longer counts."""
    return WordPage(_("Lenken virker ikke lenger"), "", "", "")


def _words(title: str, event: Event) -> WordPage:
    when = moment_in_words(event.starts_at, weekday=True)
    return WordPage(title, event.title, when, reverse("events:event", args=[event.slug]))
