"""The draft of the division of labour, the page where a duty is written, and the versions that were."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.playbook.models import Duty, DutyVersion
from lokallag.playbook.queries.duties import (
    FIELD_WORDS,
    Area,
    ChangeRow,
    Choice,
    Crumbs,
    areas_of,
    change_rows,
    duties_in,
    published,
    said,
    version_words,
)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """All that ``playbook/duty_draft.html`` shows. Without a published version there is nothing to compare with."""

    title: str
    lead: str
    crumbs: Crumbs
    changes: tuple[ChangeRow, ...]
    has_before: bool
    areas: tuple[Area, ...]
    add_url: str
    form: forms.Form | None
    publish_url: str
    discard_url: str
    mark: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class DutyFormPage:
    """All that ``playbook/duty_form.html`` shows. ``stored`` is what somebody else saved meanwhile."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    remove_url: str
    seen: str
    back_url: str
    stored: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version in the list."""

    label: str
    url: str
    adopted: str
    note: str
    is_current: bool
    compare_url: str


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """All that ``playbook/duty_versions.html`` shows: the newest first."""

    title: str
    lead: str
    crumbs: Crumbs
    rows: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """All that ``playbook/duty_version.html`` shows: a version as it was, or what differs from another."""

    title: str
    lead: str
    note: str
    crumbs: Crumbs
    choices: tuple[Choice, ...]
    is_compared: bool
    changes: tuple[ChangeRow, ...]
    areas: tuple[Area, ...]


def draft_page(version: DutyVersion, *, form: forms.Form | None, mark: str, is_stale: bool = False) -> DraftPage:
    """Return the draft with what it changes."""
    before, duties = published(), duties_in(version)
    changes = () if before is None else change_rows(duties_in(before), duties)
    return DraftPage(
        title=version_words(version),
        lead=_draft_lead(before, len(changes)),
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (_("Utkast"), None)),
        changes=changes,
        has_before=before is not None,
        areas=areas_of(duties, edits=True),
        add_url=reverse("playbook:add_duty"),
        form=form,
        publish_url=reverse("playbook:publish_duties"),
        discard_url=reverse("playbook:discard_draft") if before is not None else "",
        mark=mark,
        is_stale=is_stale,
    )


def _draft_lead(before: DutyVersion | None, changes: int) -> str:
    if before is None:
        return _(
            "Dette er et forslag å begynne med. Rett det til det passer hos dere, og publiser når styret har vedtatt."
        )
    if not changes:
        return _("Utkastet er likt det som gjelder. Publiser det hvis styret har vedtatt arbeidsdelingen på nytt.")
    return ngettext(
        "%(n)d oppgave er annerledes enn i det som gjelder.",
        "%(n)d oppgaver er annerledes enn i det som gjelder.",
        changes,
    ) % {"n": changes}


def duty_form_page(
    duty: Duty | None, *, form: forms.Form, version: DutyVersion | None, is_stale: bool = False
) -> DutyFormPage:
    """Return the page where a duty is written.

    :param version: whose areas are offered
    """
    is_draft = version is not None and version.state == DutyVersion.State.DRAFT
    back = reverse("playbook:duty_draft" if is_draft else "playbook:duties")
    title = _("Ny oppgave") if duty is None else duty.name
    rows = () if version is None else version.duties.order_by("position").values_list("area", flat=True)
    return DutyFormPage(
        title=title,
        lead=_("Det du lagrer, kommer i et utkast. Det som gjelder, endres først når utkastet publiseres."),
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (title, None)),
        form=form,
        remove_url="" if duty is None else reverse("playbook:remove_duty", args=[duty.key]),
        seen="" if duty is None else duty.fingerprint,
        back_url=back,
        stored=tuple((_(words), said(duty.spec, name)) for name, words in FIELD_WORDS.items())
        if is_stale and duty is not None
        else (),
        areas=tuple(dict.fromkeys(rows)),
    )


def versions_page() -> VersionsPage:
    """Return all published versions, the newest first."""
    found = list(DutyVersion.objects.filter(state=DutyVersion.State.PUBLISHED).order_by("-number"))
    rows = []
    for at, version in enumerate(found):
        url = reverse("playbook:duty_version", args=[version.number])
        before = found[at + 1].number if at + 1 < len(found) else None
        rows.append(
            VersionRow(
                label=_("Versjon %(n)d") % {"n": version.number},
                url=url,
                adopted=_adopted(version),
                note=version.note,
                is_current=at == 0,
                compare_url="" if before is None else f"{url}?mot={before}",
            )
        )
    return VersionsPage(
        title=_("Versjoner av arbeidsdelingen"),
        lead=_("En versjon endres aldri etter at den er publisert."),
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (_("Versjoner"), None)),
        rows=tuple(rows),
    )


def version_page(version: DutyVersion, *, against: DutyVersion | None) -> VersionPage:
    """Return a version as it was, or what it changed from another.

    :param version: a published one
    """
    here = reverse("playbook:duty_version", args=[version.number])
    others = DutyVersion.objects.filter(state=DutyVersion.State.PUBLISHED).exclude(pk=version.pk).order_by("-number")
    duties = duties_in(version)
    return VersionPage(
        title=_("Arbeidsdelingen, versjon %(n)d") % {"n": version.number},
        lead=_adopted(version),
        note=version.note,
        crumbs=(
            (_("Arbeidsdeling"), reverse("playbook:duties")),
            (_("Versjoner"), reverse("playbook:duty_versions")),
            (_("Versjon %(n)d") % {"n": version.number}, None),
        ),
        choices=(
            Choice(_("Hele versjonen"), here, against is None),
            *(
                Choice(
                    _("Sammenlign med %(n)d") % {"n": other.number},
                    f"{here}?mot={other.number}",
                    against is not None and other.pk == against.pk,
                )
                for other in others
            ),
        ),
        is_compared=against is not None,
        changes=() if against is None else change_rows(duties_in(against), duties),
        areas=() if against is not None else areas_of(duties),
    )


def _adopted(version: DutyVersion) -> str:
    day = in_words(version.adopted_on) if version.adopted_on is not None else ""
    return _("Vedtatt %(day)s, %(where)s") % {"day": day, "where": version.adopted_by}
