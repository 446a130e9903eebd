"""Dividing the municipality: send a sheet, look, choose, put into force or save as a draft; and the drafts."""

import re
from datetime import date
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import authorize, invalid, show
from lokallag.people.models import Person
from lokallag.territory import services
from lokallag.territory.domain.files import Unreadable
from lokallag.territory.forms import CommentForm, DecideForm, SheetForm
from lokallag.territory.models import Division, Municipality
from lokallag.territory.queries.divisions import check_day, division_as_text, draft_as_text, preview_sheet, read_rows
from lokallag.territory.queries.import_pages import draft_page, import_page, speaks_for
from lokallag.territory.queries.previews import PreviewBox, preview_box, read_renames
from lokallag.territory.queries.register import own_municipality

FORM = "territory/division_form.html"
DETAIL = "territory/division_detail.html"


def _choices(data: QueryDict) -> dict[str, str]:
    return {key[5:]: str(value) for key, value in data.items() if key.startswith("valg-") and value}


def _names(data: QueryDict) -> tuple[dict[str, str], frozenset[str]]:
    return read_renames(str(value) for key in data if key.startswith("omdop") for value in data.getlist(key))


def _draft(number: str) -> Division | None:
    return Division.objects.filter(pk=int(number)).first() if re.fullmatch(r"[0-9]{1,18}", number) else None


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("territory.manage_areas")
def import_division(request: HttpRequest) -> HttpResponse:
    """Read the board's sheet, show what it changes, and on a second press save it. Nothing is saved before that."""
    place = own_municipality()
    if place is None:
        messages.error(request, _("Hent inn postnummerregisteret først. Da vet vi hvilke postnumre kommunen har."))
        return HttpResponseRedirect(reverse("territory:register"))
    if request.method == "POST":
        return _import(request, place)
    today = localdate()
    initial: dict[str, object] = {"valid_from": today}
    draft = _draft(request.GET.get("utkast", ""))
    if draft is not None:
        day = max(draft.valid_from, today)
        initial = {
            "valid_from": draft.valid_from,
            "title": draft.title,
            "note": draft.note,
            "text": draft_as_text(draft, day),
        }
    elif request.GET.get("fra") == "dagens":
        initial["text"] = division_as_text(place.number, today)
    form = SheetForm(initial=initial, today=today)
    return show(request, FORM, import_page(form, municipality=place, draft_id=str(draft.pk) if draft else ""))


def _import(request: HttpRequest, place: Municipality) -> HttpResponse:
    today = localdate()
    data = request.POST
    draft_id = data.get("utkast", "")
    form = SheetForm(data, request.FILES, today=today)
    if not form.is_valid():
        return invalid(request, FORM, import_page(form, municipality=place, draft_id=draft_id))
    day: date = form.cleaned_data["valid_from"]
    decisions, (renames, fresh), gaps = _choices(data), _names(data), data.get("hull") == "ja"
    try:
        sheet = read_rows(form.cleaned_data["rows"])
    except Unreadable as error:
        form.add_error("file" if form.cleaned_data.get("file") else "text", str(error))
        return invalid(request, FORM, import_page(form, municipality=place, draft_id=draft_id))

    def look() -> PreviewBox:
        seen = preview_sheet(
            sheet,
            municipality=place.number,
            on=day,
            decisions=decisions,
            renames=renames,
            fresh=fresh,
            accept_gaps=gaps,
        )
        return preview_box(seen, day, today)

    try:
        check_day(sheet, municipality=place.number, on=day, today=today)
    except RuleViolation as error:
        form.add_error("valid_from", str(error))
        return invalid(request, FORM, import_page(form, municipality=place, draft_id=draft_id))
    step = data.get("steg", "")
    seen = data.get("sett", "")
    if step not in {"bruk", "utkast"} or (step == "bruk" and not seen) or form.cleaned_data.get("file"):
        page = import_page(form, municipality=place, preview=look(), draft_id=draft_id)
        return show(request, FORM, page)
    try:
        with transaction.atomic():
            if not claim(request):
                messages.info(request, _("Dette skjemaet er allerede sendt, og ble lagret da."))
                return HttpResponseRedirect(reverse("territory:areas"))
            if step == "utkast":
                draft = services.save_draft(
                    title=form.cleaned_data["title"],
                    sheet=sheet,
                    municipality=place.number,
                    valid_from=day,
                    note=form.cleaned_data["note"],
                    decisions=decisions,
                    renames=renames,
                    draft=_draft(draft_id),
                    by=cast(Person, request.user),
                    at=now(),
                )
                messages.success(request, _("Utkastet er lagret. Avdelingene kan se det og kommentere."))
                return HttpResponseRedirect(reverse("territory:draft", args=[draft.pk]))
            services.apply_sheet(
                sheet=sheet,
                municipality=place.number,
                valid_from=day,
                decision=form.cleaned_data["decision"],
                decided_on=form.cleaned_data["decided_on"],
                decisions=decisions,
                renames=renames,
                fresh=fresh,
                accept_gaps=gaps,
                seen=seen,
                by=cast(Person, request.user),
                at=now(),
            )
    except RuleViolation as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        page = import_page(form, municipality=place, preview=look(), draft_id=draft_id)
        return invalid(request, FORM, page)
    messages.success(request, _("Inndelingen er lagret."))
    return HttpResponseRedirect(reverse("territory:areas"))


def _show_draft(
    request: HttpRequest,
    draft: Division,
    *,
    comment: CommentForm | None = None,
    decide: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    units = speaks_for(request.user, today)
    page = draft_page(
        draft,
        viewer=request.user,
        today=today,
        comment_form=(comment or CommentForm(units=units)) if units else None,
        decide_form=decide or DecideForm(initial={"valid_from": max(draft.valid_from, today)}, today=today),
        decisions=_choices(request.POST),
        names=_names(request.POST),
        accept_gaps=request.POST.get("hull") == "ja",
    )
    return show(request, DETAIL, page, status=status)


@require_safe
@authorize("territory.see_areas", Division, see="territory.see_areas")
def draft(request: HttpRequest, draft: Division) -> HttpResponse:
    """Show a draft."""
    return _show_draft(request, draft)


@require_POST
@authorize("territory.comment_on_draft", Division, see="territory.see_areas")
def comment(request: HttpRequest, draft: Division) -> HttpResponse:
    """Comment on a draft on behalf of a unit that one leads."""
    units = speaks_for(request.user, localdate())
    form = CommentForm(request.POST, units=units)
    if not form.is_valid():
        return _show_draft(request, draft, comment=form, status=422)
    unit = next(unit for unit in units if str(unit.pk) == form.cleaned_data["unit"])
    try:
        with transaction.atomic():
            if claim(request):
                services.comment_on_draft(
                    draft=draft, unit=unit, text=form.cleaned_data["text"], by=cast(Person, request.user), at=now()
                )
    except RuleViolation as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _show_draft(request, draft, comment=form, status=422)
    messages.success(request, _("Kommentaren er lagret. Styret og de andre avdelingene kan lese den."))
    return HttpResponseRedirect(reverse("territory:draft", args=[draft.pk]) + "#kommentarer")


@require_POST
@authorize("territory.decide_division", Division, see="territory.see_areas")
def decide(request: HttpRequest, draft: Division) -> HttpResponse:
    """Put a draft into force."""
    form = DecideForm(request.POST, today=localdate())
    renames, fresh = _names(request.POST)
    if not form.is_valid():
        return _show_draft(request, draft, decide=form, status=422)
    try:
        with transaction.atomic():
            if claim(request):
                services.decide_draft(
                    draft=draft,
                    decision=form.cleaned_data["decision"],
                    decided_on=form.cleaned_data["decided_on"],
                    valid_from=form.cleaned_data["valid_from"],
                    decisions=_choices(request.POST),
                    renames=renames,
                    fresh=fresh,
                    accept_gaps=request.POST.get("hull") == "ja",
                    by=cast(Person, request.user),
                    at=now(),
                )
    except RuleViolation as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _show_draft(request, draft, decide=form, status=422)
    messages.success(request, _("Utkastet er vedtatt og inndelingen lagret."))
    return HttpResponseRedirect(reverse("territory:areas"))


@require_POST
@authorize("territory.manage_areas", Division, see="territory.see_areas")
def drop(request: HttpRequest, draft: Division) -> HttpResponse:
    """Put a draft away."""
    try:
        services.drop_draft(draft=draft, by=cast(Person, request.user), at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Utkastet er lagt bort. Du kan fortsatt lese det."))
    return HttpResponseRedirect(reverse("territory:areas"))
