"""The register of speakers, as hosts see it, and what a speaker sees of themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.keeping import Period
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.speaking import State
from lokallag.events.models import REQUEST_STATES, Event, Speaker, SpeakerRequest, SpeakerTopic
from lokallag.events.queries.words import when_in_words
from lokallag.events.rules import visible_to
from lokallag.organisation.queries import Hit, Hits, main_unit
from lokallag.organisation.queries.rulesets import rules_in_one_query
from lokallag.people.domain.contact import spaced_phone
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
MOST, MOST_TOPICS_SHOWN = 60, 24
TOLD_BEFORE = timedelta(days=60)  # how long before they go the hosts are shown those whom nobody has asked
REQUEST_TAGS = {State.ASKED: "warning", State.YES: "ok", State.NO: "", State.WITHDRAWN: ""}


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One speaker in a list. ``until`` is the day they go, where it is near; ``keep_url`` lets them stay."""

    name: str
    url: str
    topics: tuple[str, ...]
    presentation: str
    is_member: bool
    until: str
    keep_url: str


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic to choose, and how many speak about it."""

    name: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SpeakerListPage:
    """All that ``events/speaker_list.html`` shows. ``ending`` are those who go soon unless somebody keeps them."""

    title: str
    lead: str
    crumbs: Crumbs
    wish: str
    topic: str
    topics: tuple[TopicChoice, ...]
    rows: tuple[SpeakerRow, ...]
    ending: tuple[SpeakerRow, ...]
    is_filtered: bool
    is_cut: bool
    url: str
    add_url: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something a speaker was asked to: what, when, what they said, with its colour. ``url`` is empty where hidden."""

    title: str
    url: str
    when: str
    state: str
    tag: str


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """All that ``events/speaker_detail.html`` shows."""

    title: str
    crumbs: Crumbs
    topics: tuple[tuple[str, str], ...]
    presentation: str
    spoken: str
    held: tuple[Spoken, ...]
    asked: tuple[Spoken, ...]
    email: str
    phone: str
    phone_link: str
    consent: str
    may_be_reached: bool
    member: str
    until: str
    is_ending: bool
    edit_url: str
    erase_url: str
    withdraw_url: str
    link_url: str
    unlink_url: str
    keep_url: str


@dataclass(frozen=True, slots=True)
class LinkPage:
    """All that ``events/speaker_link.html`` shows: a search, and who was found."""

    title: str
    lead: str
    crumbs: Crumbs
    wish: str
    searched: bool
    hits: tuple[Hit, ...]
    more: bool
    url: str


def found_speakers(wish: str, topic: str) -> QuerySet[Speaker]:
    """Return the speakers whose name or a topic holds each word of ``wish``, and who speak about ``topic``; by name."""
    rows = Speaker.objects.order_by("name", "pk")
    for word in wish.replace("\x00", " ").split()[:6]:
        about = SpeakerTopic.objects.filter(speaker=OuterRef("pk"), name__icontains=word)
        rows = rows.filter(Q(name__icontains=word) | Exists(about))
    if topic:
        rows = rows.filter(Exists(SpeakerTopic.objects.filter(speaker=OuterRef("pk"), name__iexact=topic)))
    return rows


def speaker_list_page(*, wish: str, topic: str, today: date, at: datetime) -> tuple[SpeakerListPage, list[int]]:
    """Return the register, and the ids of the members among those shown. Seven queries, however many there are."""
    found = list(found_speakers(wish, topic).prefetch_related("topics")[: MOST + 1])
    shown = found[:MOST]
    kept = kept_months(today)
    ends = {} if wish or topic else _ending(kept, at)
    ending = list(Speaker.objects.filter(pk__in=ends).prefetch_related("topics").order_by("active_at", "pk"))
    url = reverse("events:speakers")
    total = Speaker.objects.count()
    page = SpeakerListPage(
        title=_("Innledere"),
        lead=ngettext(
            "%(n)d som kan innlede på et møte. Bare de som holder arrangementer, ser registeret.",
            "%(n)d som kan innlede på et møte. Bare de som holder arrangementer, ser registeret.",
            total,
        )
        % {"n": total}
        if total
        else _("Her samler dere dem som kan innlede på et møte. Bare de som holder arrangementer, ser registeret."),
        crumbs=((_("Arrangementer"), reverse("events:list")), (_("Innledere"), None)),
        wish=wish[:100],
        topic=topic,
        topics=_topics(topic),
        rows=tuple(_row(speaker) for speaker in shown),
        ending=tuple(_row(speaker, until=in_words(ends[speaker.pk], today)) for speaker in ending),
        is_filtered=bool(wish or topic),
        is_cut=len(found) > MOST,
        url=url,
        add_url=reverse("events:add_speaker"),
    )
    members = [speaker.person_id for speaker in (*shown, *ending) if speaker.person_id is not None]
    return page, members


def speaker_page(speaker: Speaker, *, viewer: Person, today: date, at: datetime) -> SpeakerPage:
    """Return all that is kept of a speaker, for a host."""
    rows = list(speaker.requests.select_related("event").order_by("-event__starts_at", "pk"))
    seen = set(visible_to(viewer, today).filter(pk__in=[row.event_id for row in rows]).values_list("pk", flat=True))
    member = Person.objects.filter(pk=speaker.person_id).first() if speaker.person_id is not None else None
    until = kept_months(today).end(local_date(speaker.active_at))
    pk = speaker.pk
    return SpeakerPage(
        title=speaker.name,
        crumbs=((_("Innledere"), reverse("events:speakers")), (speaker.name, None)),
        topics=tuple((topic.name, topic_url(topic.name)) for topic in speaker.topics.order_by("pk")),
        presentation=speaker.presentation,
        spoken=speaker.spoken,
        held=tuple(_spoken(row, seen, today) for row in rows if _was_held(row, at)),
        asked=tuple(_spoken(row, seen, today) for row in rows if not _was_held(row, at)),
        email=speaker.email,
        phone=spaced_phone(speaker.phone),
        phone_link=speaker.phone,
        consent=consent_in_words(speaker, today),
        may_be_reached=speaker.may_be_reached,
        member="" if member is None else member.name,
        until=in_words(until, today),
        is_ending=until <= today + TOLD_BEFORE,
        edit_url=reverse("events:edit_speaker", args=[pk]),
        erase_url=reverse("events:erase_speaker", args=[pk]),
        withdraw_url=reverse("events:withdraw_consent", args=[pk]) if speaker.may_be_reached else "",
        link_url=reverse("events:link_speaker", args=[pk]) if member is None else "",
        unlink_url=reverse("events:unlink_speaker", args=[pk]) if member is not None else "",
        keep_url=reverse("events:keep_speaker", args=[pk]),
    )


def link_page(speaker: Speaker, *, wish: str, hits: Hits | None) -> LinkPage:
    """Return the page where one says which member a speaker is."""
    return LinkPage(
        title=_("Er %(name)s medlem?") % {"name": speaker.name},
        lead=_("Velger dere et medlem, ser medlemmet på Min side hva som står i registeret."),
        crumbs=(
            (_("Innledere"), reverse("events:speakers")),
            (speaker.name, reverse("events:speaker", args=[speaker.pk])),
            (_("Medlem"), None),
        ),
        wish=wish[:100],
        searched=hits is not None,
        hits=() if hits is None else hits.rows,
        more=hits is not None and hits.more,
        url=reverse("events:link_speaker", args=[speaker.pk]),
    )


def consent_in_words(speaker: Speaker, today: date) -> str:
    """Return what is known of the consent: when it was given and how, or when it was withdrawn; who asked."""
    if speaker.consent_withdrawn_at is not None:
        day = in_words(local_date(speaker.consent_withdrawn_at), today)
        return _("Trakk samtykket %(day)s. E-post og telefon er slettet.") % {"day": day}
    if speaker.consented_on is None:
        return _("Har ikke samtykket til at vi lagrer e-post eller telefon.")
    said = {
        "day": in_words(speaker.consented_on, today),
        "how": str(Speaker.How(speaker.consent_how).label).lower(),
    }
    asker = Person.objects.filter(pk=speaker.consent_taken_by_id).first() if speaker.consent_taken_by_id else None
    if asker is None:
        return _("Samtykket %(day)s, %(how)s.") % said
    return _("Samtykket %(day)s, %(how)s. %(name)s spurte.") % {**said, "name": asker.name}


def kept_months(today: date) -> Period:
    """Return how long a speaker whom nobody asks stands in the register, by the organisation's rule."""
    unit = main_unit(today)
    return Period(months=24 if unit is None else rules_in_one_query(unit, today).whole("keep_speakers_months"))


def topic_url(name: str) -> str:
    """Return where all stand who speak about a topic."""
    return f"{reverse('events:speakers')}?{urlencode({'tema': name})}"


def _topics(chosen: str) -> tuple[TopicChoice, ...]:
    """Return the topics that most speak about, by name; the one that is chosen is among them."""
    rows = SpeakerTopic.objects.values("name").annotate(count=Count("pk")).order_by("-count", "name")
    summed: dict[str, tuple[str, int]] = {}
    for row in rows:
        name, count = summed.get(row["name"].lower(), (row["name"], 0))
        summed[row["name"].lower()] = (name, count + row["count"])
    most = sorted(summed.values(), key=lambda pair: (-pair[1], pair[0].lower()))[:MOST_TOPICS_SHOWN]
    if chosen.lower() in summed and summed[chosen.lower()] not in most:
        most.append(summed[chosen.lower()])
    return tuple(
        TopicChoice(name, count, topic_url(name), name.lower() == chosen.lower())
        for name, count in sorted(most, key=lambda pair: pair[0].lower())
    )


def _ending(kept: Period, at: datetime) -> dict[int, date]:
    """Return those who go within two months, by id: the day they go."""
    old = Speaker.objects.filter(active_at__lt=kept.before(at + TOLD_BEFORE))
    return {pk: kept.end(local_date(active)) for pk, active in old.values_list("pk", "active_at")}


def _row(speaker: Speaker, *, until: str = "") -> SpeakerRow:
    return SpeakerRow(
        name=speaker.name,
        url=reverse("events:speaker", args=[speaker.pk]),
        topics=names_of(speaker.topics.all()),
        presentation=speaker.presentation,
        is_member=speaker.person_id is not None,
        until=until,
        keep_url=reverse("events:keep_speaker", args=[speaker.pk]),
    )


def names_of(topics: Iterable[SpeakerTopic]) -> tuple[str, ...]:
    """Return what topics are called, in the order they were written."""
    return tuple(topic.name for topic in sorted(topics, key=lambda topic: topic.pk))


def _was_held(row: SpeakerRequest, at: datetime) -> bool:
    return row.state == State.YES and row.event.ends_at <= at and row.event.state != EventState.CANCELLED


def _spoken(row: SpeakerRequest, seen: set[int], today: date) -> Spoken:
    event: Event = row.event
    state = State(row.state)
    return Spoken(
        title=event.title if event.pk in seen else _("Noe som ikke er kunngjort for deg"),
        url=reverse("events:event", args=[event.slug]) if event.pk in seen else "",
        when=when_in_words(event, today),
        state=_("Avlyst") if event.state == EventState.CANCELLED else str(REQUEST_STATES[state]),
        tag="danger" if event.state == EventState.CANCELLED else REQUEST_TAGS[state],
    )
