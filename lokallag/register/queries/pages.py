"""The pages of the register's import."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django import forms
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.register.domain.lifecycle import BUSY, MOST_ENDED, OPEN, State, needs_second
from lokallag.register.models import STATES, ColumnMapping, Difference, RegisterImport
from lokallag.register.queries.rows import SLUGS, officers_who_go
from lokallag.register.queries.words import KINDS
from lokallag.register.services import waiting_approval

Crumbs = tuple[tuple[str, str | None], ...]
STANDS_STILL = timedelta(minutes=2)


def _crumbs(last: str = "") -> Crumbs:
    home = (_("Medlemmer"), reverse("membership:lists"))
    if not last:
        return (home, (_("Medlemsregisteret"), None))
    return (home, (_("Medlemsregisteret"), reverse("register:imports")), (last, None))


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list of them."""

    name: str
    url: str
    when: str
    sender: str
    state: str
    facts: str


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """All that ``register/import_list.html`` shows."""

    title: str
    crumbs: Crumbs
    form: forms.Form
    imports: tuple[ImportLine, ...]
    mappings: str
    differences: str
    differences_url: str


def imports_page(form: forms.Form, today: date) -> ImportsPage:
    """Return the page on which a file is sent."""
    newest = list(RegisterImport.objects.select_related("sent_by").order_by("-sent_at")[:20])
    done = _done(newest)
    open_differences = Difference.objects.filter(sent_at=None).count()
    words = ngettext("%(count)s avvik å gjøre opp", "%(count)s avvik å gjøre opp", open_differences)
    return ImportsPage(
        title=_("Medlemsregisteret"),
        crumbs=_crumbs(),
        form=form,
        imports=tuple(_line(of, done.get(of.pk), today) for of in newest),
        mappings=", ".join(ColumnMapping.objects.order_by("name").values_list("name", flat=True)),
        differences=words % {"count": open_differences} if open_differences else "",
        differences_url=reverse("register:differences"),
    )


def _done(imports: Iterable[RegisterImport]) -> dict[UUID, dict[str, int]]:
    """Return how many were added, changed and ended by those imports that are carried out. One query."""
    pks = [of.pk for of in imports if of.state == State.APPLIED]
    names = ("added", "changed", "ended")
    lengths = [Coalesce(f"{name}__len", 0) for name in names]
    found = RegisterImport.objects.filter(pk__in=pks).values_list("pk", *lengths)
    return {pk: dict(zip(names, counts, strict=True)) for pk, *counts in found}


def _line(of: RegisterImport, done: Mapping[str, int] | None, today: date) -> ImportLine:
    facts = _("%(added)s nye, %(changed)s endret, %(ended)s ut") % done if done else ""
    return ImportLine(
        name=of.file_name,
        url=reverse("register:import", args=[of.pk]),
        when=in_words(local_date(of.sent_at), today),
        sender=of.sent_by.name if of.sent_by else "–",
        state=str(STATES[State(of.state)]),
        facts=facts,
    )


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of the file with masked samples."""

    header: str
    samples: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """How many rows of one kind, and where they are listed."""

    label: str
    count: int
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """All that ``register/import_detail.html`` shows. Forms and addresses are empty where there is nothing to do."""

    title: str
    crumbs: Crumbs
    lead: str
    name: str
    problem: str
    sender: str
    danger: str
    warnings: tuple[str, ...]
    is_busy: bool
    stands_still: bool
    progress: str
    progress_url: str
    columns: tuple[ColumnLine, ...]
    columns_form: forms.Form | None
    is_elsewhere: bool
    columns_url: str
    counts: tuple[CountLine, ...]
    end_form: forms.Form | None
    apply_url: str
    apply_label: str
    needs_second: bool
    waits_for: str
    rejected_url: str
    drop_url: str
    self_url: str


def import_page(
    of: RegisterImport,
    *,
    at: datetime,
    columns_form: forms.Form | None = None,
    end_form: forms.Form | None = None,
    is_ours: bool = True,
) -> ImportPage:
    """Return the page of one import, as it stands.

    :param is_ours: the browser that asks is the one that sent the file, so that it can tell the columns
    """
    state = State(of.state)
    waiting = waiting_approval(of, at) if state is State.WAITING else None
    is_ready = state is State.READY or (state is State.WAITING and waiting is None)
    counts = of.counts if state not in {State.MAPPING, State.READING} else {}
    second = is_ready and needs_second(counts["gone"], counts["members"])
    args = [of.pk]
    return ImportPage(
        title=_title(of, state, waits=waiting is not None, is_ours=is_ours),
        crumbs=_crumbs(of.file_name),
        lead=_lead(of, state, is_ours=is_ours),
        name=of.file_name,
        problem=of.problem,
        sender=_sender(of, local_date(at)),
        danger=_danger(of, counts, local_date(at)) if is_ready or waiting is not None else "",
        warnings=_warnings(counts) if is_ready else (),
        is_busy=state in BUSY,
        stands_still=state in BUSY and at - of.moved_at > STANDS_STILL,
        progress=_progress(of, state),
        progress_url=reverse("register:progress", args=args),
        columns=tuple(ColumnLine(str(column["header"]), ", ".join(column["samples"]) or "–") for column in of.columns)
        if state is State.MAPPING and is_ours
        else (),
        columns_form=columns_form if state is State.MAPPING and is_ours else None,
        is_elsewhere=state is State.MAPPING and not is_ours,
        columns_url=reverse("register:columns", args=args),
        counts=_count_lines(of, counts, has_rows=state in {State.READY, State.WAITING}),
        end_form=end_form if is_ready and counts["gone"] else None,
        apply_url=reverse("register:apply", args=args) if is_ready else "",
        apply_label=_("Be en til i styret bekrefte") if second else _("Før inn filen"),
        needs_second=second,
        waits_for=_waits_for(of, at) if waiting is not None else "",
        rejected_url=reverse("register:download_rejected", args=args)
        if counts.get("rejected") and state in {State.READY, State.WAITING}
        else "",
        drop_url=reverse("register:drop", args=args) if state in OPEN else "",
        self_url=reverse("register:import", args=args),
    )


def _title(of: RegisterImport, state: State, *, waits: bool, is_ours: bool) -> str:
    match state:
        case State.MAPPING if not is_ours:
            return _("Filen er sendt fra en annen nettleser")
        case State.MAPPING:
            return _("Hva er i kolonnene?")
        case State.READING | State.APPLYING:
            return str(STATES[state])
        case State.WAITING if waits:
            return _("Venter på en til i styret")
        case State.READY | State.WAITING:
            changes = sum(of.counts[kind] for kind in ("new", "returned", "changed", "gone"))
            if of.counts["gone"] > MOST_ENDED:
                gone = of.counts["gone"]
                return ngettext("%(count)s medlem går ut", "%(count)s medlemmer går ut", gone) % {"count": gone}
            if not changes:
                return _("Filen endrer ingenting")
            return ngettext("Filen endrer %(count)s medlem", "Filen endrer %(count)s medlemmer", changes) % {
                "count": changes
            }
        case _:
            return str(STATES[state])


def _lead(of: RegisterImport, state: State, *, is_ours: bool) -> str:
    match state:
        case State.MAPPING:
            if not is_ours:
                return _("Filen venter på at kolonnene blir pekt ut. Ingenting er endret.")
            return _("Pek ut hva hver kolonne har. Gjetningene våre er fylt ut. Verdiene under er skjult med vilje.")
        case State.READY | State.WAITING:
            rows = of.counts["in_file"]
            return ngettext(
                "Filen har %(rows)s rad. Ingenting er endret ennå.",
                "Filen har %(rows)s rader. Ingenting er endret ennå.",
                rows,
            ) % {"rows": rows}
        case State.APPLIED:
            return _("%(added)s nye, %(changed)s endret, %(ended)s ut. Filen er slettet.") % _done([of])[of.pk]
        case State.DROPPED | State.REFUSED:
            return _("Filen er slettet, og ingenting er endret.")
        case _:
            return _("Du kan gå fra siden imens. Arbeidet fortsetter.")


def _sender(of: RegisterImport, today: date) -> str:
    """Return who sent the file, and when."""
    values = {"name": of.sent_by.name if of.sent_by else _("kommandoen på tjeneren")}
    return _("Sendt av %(name)s %(day)s.") % {**values, "day": in_words(local_date(of.sent_at), today)}


def _danger(of: RegisterImport, counts: dict[str, int], today: date) -> str:
    """Return what to stop at: more than half of the members would go, or officers would."""
    found = []
    if counts["gone"] * 2 > counts["members"]:
        values = {"gone": counts["gone"], "members": counts["members"]}
        found.append(
            _(
                "Mer enn halvparten av medlemmene er ikke i filen: %(gone)s av %(members)s. Da er det nesten alltid "
                "feil fil."
            )
            % values
        )
    if officers := officers_who_go(of, today):
        words = ngettext("%(count)s av dem som går ut, har verv.", "%(count)s av dem som går ut, har verv.", officers)
        found.append(words % {"count": officers})
    return " ".join(found)


def _progress(of: RegisterImport, state: State) -> str:
    if state is State.APPLYING:
        return _("Registeret endres nå. Enten blir alt ført inn, eller ingenting.")
    return ngettext("%(count)s rad er lest", "%(count)s rader er lest", of.rows_read) % {"count": of.rows_read}


def _warnings(counts: dict[str, int]) -> tuple[str, ...]:
    found = []
    if counts.get("cut_off"):
        found.append(_("Den siste raden er kuttet av midt i. Filen er trolig ikke hel. Hent den helst på nytt."))
    if counts["gone"] and needs_second(counts["gone"], counts["members"]):
        found.append(
            ngettext(
                "%(count)s medlem er ikke i filen. Er filen hel? En til i styret må bekrefte listen før noe skjer.",
                "%(count)s medlemmer er ikke i filen. Er filen hel? En til i styret må bekrefte listen før noe skjer.",
                counts["gone"],
            )
            % {"count": counts["gone"]}
        )
    if counts["unanswered"]:
        found.append(
            ngettext(
                "%(count)s rad venter på svar. Uten svar blir den stående slik den er, til neste fil.",
                "%(count)s rader venter på svar. Uten svar blir de stående slik de er, til neste fil.",
                counts["unanswered"],
            )
            % {"count": counts["unanswered"]}
        )
    return tuple(found)


def _count_lines(of: RegisterImport, counts: dict[str, int], *, has_rows: bool) -> tuple[CountLine, ...]:
    said = {
        "renamed": _("Trenger ja for hvert medlem."),
        "alike": _("Samme navn og fødselsår. Si om det er samme person."),
        "left": _("Tas ikke inn igjen. Be registeret føre utmeldingen."),
        "kept": _("Medlemmet har valgt eller endret noe her. Det blir et avvik å gjøre opp."),
        "rejected": _("Blir ikke ført inn."),
        "returned": _("Var ute, og står i registeret igjen."),
    }
    return tuple(
        CountLine(
            label=str(KINDS[kind]),
            count=counts[kind],
            url=reverse("register:rows", args=[of.pk, SLUGS[kind]]) if has_rows and counts[kind] else "",
            words=said.get(kind, "") if counts[kind] else "",
        )
        for kind in KINDS
        if counts and (counts.get(kind) or kind in {"new", "changed", "same", "gone", "rejected"})
    )


def _waits_for(of: RegisterImport, at: datetime) -> str:
    approval = waiting_approval(of, at)
    if approval is None:
        return ""
    values = {
        "name": approval.proposer.name if approval.proposer else "–",
        "day": in_words(local_date(approval.expires_at), local_date(at)),
    }
    return _("%(name)s har foreslått det. En annen i styret må godkjenne innen %(day)s.") % values
