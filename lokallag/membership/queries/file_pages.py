"""The pages on which a file with members is asked for and fetched."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker
from lokallag.membership.models import MemberFile
from lokallag.membership.queries.files import members_of
from lokallag.membership.queries.filters import Asked, Fee, Lives, read_asked
from lokallag.membership.queries.frame import Frame, frame
from lokallag.membership.queries.lists import FEE_WORDS, FULL, Crumbs
from lokallag.membership.queries.rows import band_in_words
from lokallag.membership.rules import DUES, sight
from lokallag.organisation.models import Approval, Kind, Unit
from lokallag.organisation.queries import main_unit, name_on
from lokallag.organisation.services.approvals import Proposed
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class AskFilePage:
    """``file_ask.html``: what the file will hold, the form, and whether it takes two."""

    title: str
    crumbs: Crumbs
    filters: tuple[str, ...]
    many: str
    takes_two: bool
    form: forms.Form
    back_url: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """``file_detail.html``: one file. ``fetch_url`` is there as long as it can be fetched; ``problem`` says why not."""

    title: str
    crumbs: Crumbs
    facts: tuple[tuple[str, str], ...]
    fetch_url: str
    problem: str
    again_url: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file that a person asked for, or that waits for approval: ``about`` is whose members, as what, and which."""

    label: str
    about: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class FilesPage:
    """``file_list.html``: the files that a person has asked for, the newest first."""

    title: str
    crumbs: Crumbs
    rows: tuple[FileRow, ...]


def filters_in_words(asked: Asked, around: Frame) -> tuple[str, ...]:
    """Return what narrows a list, one sentence for each; empty for the whole list."""
    words = []
    if asked.wish:
        words.append(_("Søk: %(wish)s") % {"wish": asked.wish})
    if asked.branch:
        words.append(_("Avdeling: %(branch)s") % {"branch": around.names[asked.branch]})
    if asked.band:
        words.append(_("Alder: %(band)s") % {"band": band_in_words(asked.band)})
    if asked.since:
        words.append(_("Medlem siden tidligst %(day)s") % {"day": in_words(asked.since)})
    if asked.lives:
        words.append(_("Bor der de hører til") if asked.lives is Lives.HERE else _("Bor et annet sted"))
    if asked.fee is Fee.UNKNOWN:
        words.append(_("Kontingenten er ikke ført"))
    elif asked.fee:
        words.append(_("Kontingent: %(fee)s") % {"fee": FEE_WORDS[asked.fee is Fee.PAID][0]})
    return tuple(words)


def filters_of(unit: Unit, written: QueryDict, *, viewer: Asker, today: date) -> tuple[str, tuple[str, ...]]:
    """Return the filters in an address that the viewer has, as a query and in words."""
    around = frame(today)
    whole = unit.kind == Kind.MUNICIPAL
    seen = sight(viewer, unit, today)
    asked = read_asked(written, seen=seen, whole=whole, bands=around.bands, slugs=around.slugs)
    return asked.query(around.slugs, columns=(), chosen=False), filters_in_words(asked, around)


def how_many(unit: Unit, filters: str, *, viewer: Person, on: date) -> str:
    """Return in words how many members a file would hold."""
    count = members_of(MemberFile(unit=unit, filters=filters), viewer=viewer, on=on).order_by().count()
    words = ngettext("Filen får %(count)s medlem.", "Filen får %(count)s medlemmer.", count)
    return words % {"count": f"{count:,}".replace(",", "\u00a0")}


def ask_file_page(
    unit: Unit, form: forms.Form, filters: tuple[str, ...], today: date, *, query: str, viewer: Person
) -> AskFilePage:
    """Return the page on which a file with the members of a unit is asked for.

    :param query: the filters of the list one came from, as in its address
    """
    name, back = name_on(unit, today), reverse("membership:list", args=[unit.slug])
    return AskFilePage(
        title=_("Last ned medlemmer i %(unit)s") % {"unit": name},
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (name, back), (_("Last ned"), None)),
        filters=filters,
        many=how_many(unit, query, viewer=viewer, on=today),
        takes_two=unit.kind == Kind.MUNICIPAL,
        form=form,
        back_url=back,
    )


def dues_page(unit: Unit, form: forms.Form, today: date, *, viewer: Person) -> AskFilePage:
    """Return the page on which the treasurer asks for a file to send invoices by."""
    return AskFilePage(
        title=_("Fil til kontingenten"),
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (_("Fil til kontingenten"), None)),
        filters=(_("Nummer, navn, avdeling, adresse som ikke er beskyttet, og om kontingenten er betalt i år"),),
        many=how_many(unit, "", viewer=viewer, on=today),
        takes_two=True,
        form=form,
        back_url=reverse("membership:lists"),
    )


def file_page(file: MemberFile, *, at: datetime, today: date, problem: str = "") -> FilePage:
    """Return the page from which one's file is fetched."""
    name = name_on(file.unit, today)
    can = file.fetched_at is None and at < file.expires_at and not problem
    title = _("Filen er klar") if can else _("Filen kan ikke hentes")
    facts = [
        (_("Medlemmer i"), name),
        (_("Format"), str(MemberFile.Format(file.file_format).label)),
        (_("Brukes til"), file.purpose),
        (_("Kan hentes til"), moment_in_words(file.expires_at, today)),
    ]
    if file.fetched_at is not None:
        facts.append((_("Hentet"), moment_in_words(file.fetched_at, today)))
    return FilePage(
        title=title,
        crumbs=(
            (_("Medlemmer"), reverse("membership:lists")),
            (_("Filer du har bedt om"), reverse("membership:files")),
            (name, None),
        ),
        facts=tuple(facts),
        fetch_url=reverse("membership:fetch", args=[file.pk]) if can else "",
        problem=problem,
        again_url=reverse("membership:export", args=[file.unit.slug]),
    )


def files_page(person: Person, *, at: datetime, today: date) -> FilesPage:
    """Return the files that the person has asked for, and those that wait for another's approval."""
    rows = []
    waiting = Approval.objects.filter(
        kind__in=[FULL, DUES], proposer=person, state=Approval.State.WAITING, expires_at__gt=at
    )
    for approval in waiting.select_related("unit").order_by("-proposed_at"):
        until = moment_in_words(approval.expires_at, today)
        state = _("Venter på at en annen i styret godkjenner den, til %(until)s") % {"until": until}
        payload = approval.payload
        about = _about(approval.unit, str(payload.get("format", "")), str(payload.get("filters", "")), person, today)
        rows.append(FileRow(approval.reason, about, state, ""))
    rows += [
        FileRow(
            file.purpose,
            _about(file.unit, file.file_format, file.filters, person, today),
            _state(file, at, today),
            reverse("membership:file", args=[file.pk]),
        )
        for file in MemberFile.objects.filter(person=person).select_related("unit").order_by("-asked_at")[:20]
    ]
    return FilesPage(
        title=_("Filer du har bedt om"),
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (_("Filer du har bedt om"), None)),
        rows=tuple(rows),
    )


def _about(unit: Unit | None, file_format: str, filters: str, person: Person, today: date) -> str:
    """Return whose members a file holds, in which format, and which of them: "Haslum · Excel · Alder: 18–29 år"."""
    if unit is None:
        return ""
    known = MemberFile.Format.values
    words = [_unit_name(unit, today), str(MemberFile.Format(file_format).label) if file_format in known else ""]
    _query, chosen = filters_of(unit, QueryDict(filters), viewer=person, today=today)
    return " · ".join(word for word in (*words, *chosen) if word)


def _unit_name(unit: Unit, today: date) -> str:
    """Return the name of the day, asked at most once in a page where it is a branch or the party."""
    party = main_unit(today)
    if party is not None and party.pk == unit.pk:
        return party.name
    return frame(today).names.get(unit.pk) or name_on(unit, today)


def _state(file: MemberFile, at: datetime, today: date) -> str:
    if file.fetched_at is not None:
        return _("Hentet %(moment)s") % {"moment": moment_in_words(file.fetched_at, today)}
    until = moment_in_words(file.expires_at, today)
    return _("Kan hentes til %(until)s") % {"until": until} if at < file.expires_at else _("Fristen er ute")


def describe_full_file(approval: Approval, on: date) -> Proposed:
    """Return in words what somebody asks for who wants a file from the whole party, with how many it would hold."""
    lines = [_("Formål: %(purpose)s") % {"purpose": approval.reason}]
    if approval.unit is not None and approval.proposer is not None:
        filters = str(approval.payload.get("filters", ""))
        _query, words = filters_of(approval.unit, QueryDict(filters), viewer=approval.proposer, today=on)
        many = how_many(approval.unit, filters, viewer=approval.proposer, on=on)
        lines += [many, *(words or (_("Alle medlemmer, uten utvalg"),))]
    lines.append(_("Filen kan hentes én gang, av den som ba om den."))
    is_dues = approval.kind == DUES
    if is_dues:
        lines.append(
            _("Filen har nummer, navn, avdeling, adresse som ikke er beskyttet, og om kontingenten er betalt.")
        )
    return Proposed(
        headline=_("Last ned en fil til kontingenten")
        if is_dues
        else _("Last ned en fil med medlemmer fra hele partiet"),
        lines=tuple(lines),
        before=_("Tenk over om formålet trenger alle disse. Filen kan hentes med en gang du godkjenner."),
        done=_("Godkjent. Den som ba om filen, kan nå hente den én gang i løpet av et døgn."),
    )


def ask_again(approval: Approval) -> str:
    """Return the address at which the same file is asked for anew."""
    if approval.unit is None:
        return ""
    if approval.kind == DUES:
        return reverse("membership:dues")
    return f"{reverse('membership:export', args=[approval.unit.slug])}?{approval.payload.get('filters', '')}"
