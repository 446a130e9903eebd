"""Bringing in the member register: send a file, say what its columns hold, see what it changes, carry it out."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from lokallag.core.audit import How, record_look
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, absent, authorize, invalid, show
from lokallag.register import services
from lokallag.register.domain import moves
from lokallag.register.domain.fields import Field, guess, read_mapping
from lokallag.register.domain.lifecycle import BUSY, State
from lokallag.register.forms import ColumnsForm, EndForm, FileForm, reason_in
from lokallag.register.models import ColumnMapping, Difference, ImportRow, RegisterImport
from lokallag.register.queries.differences import differences_for, differences_page, every_difference, file_of
from lokallag.register.queries.pages import import_page, imports_page
from lokallag.register.queries.rows import KIND_OF, rows_page
from lokallag.register.queries.words import fault_words

ACT = "register.import_members"
BROWSER = "register_browser"
LIST, DETAIL = "register/import_list.html", "register/import_detail.html"


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(ACT)
def imports(request: MemberRequest) -> HttpResponse:
    """Take a file, and go on to its columns."""
    if request.method != "POST":
        return show(request, LIST, imports_page(FileForm(), localdate()))
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return invalid(request, LIST, imports_page(form, localdate()))
    sent = form.cleaned_data["file"]
    browser = request.session.setdefault(BROWSER, secrets.token_urlsafe(32))
    try:
        of = services.hold_file(data=sent.read(), name=sent.name, browser=browser, by=request.user, at=now())
    except RuleViolation as error:
        form.add_error("file", str(error))
        return invalid(request, LIST, imports_page(form, localdate()))
    return HttpResponseRedirect(reverse("register:import", args=[of.pk]))


@require_safe
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def import_(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Show where an import stands, and what can be done next."""
    is_ours = services.is_from(of, request.session.get(BROWSER, ""))
    forms = {"columns_form": _columns_form(of), "end_form": _end_form(of)}
    return show(request, DETAIL, import_page(of, at=now(), **forms, is_ours=is_ours))


def _headers(of: RegisterImport) -> list[str]:
    return [str(column["header"]) for column in of.columns]


def _columns_form(of: RegisterImport, data: Any = None) -> ColumnsForm | None:
    """Return the form of columns, filled in as last told, as remembered for these headers, or as we guess."""
    if of.state != State.MAPPING:
        return None
    headers = _headers(of)
    told: dict[Field, str] = read_mapping(of.mapping) if of.mapping else {}
    name = ""
    if not told:
        for saved in ColumnMapping.objects.order_by("-saved_at"):
            known = read_mapping(saved.columns)
            if set(known.values()) <= set(headers):
                told, name = known, saved.name
                break
        else:
            told = guess(headers)
    initial = {field.value: header for field, header in told.items()}
    return ColumnsForm(data, columns=of.columns, initial={**initial, "save_as": name})


def _end_form(of: RegisterImport, data: Any = None) -> EndForm:
    return EndForm(data, initial={"end_reason": of.end_reason})


@require_POST
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def columns(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Say what the columns hold, remember it, and let the file be read."""
    to = HttpResponseRedirect(reverse("register:import", args=[of.pk]))
    form = _columns_form(of, request.POST)
    if form is None:
        return to
    if form.is_valid():
        try:
            services.tell_columns(of=of, mapping=form.mapping(), browser=request.session.get(BROWSER, ""), at=now())
            if form.cleaned_data["save_as"]:
                services.save_mapping(name=form.cleaned_data["save_as"], mapping=form.mapping(), at=now())
            return to
        except RuleViolation as error:
            form.add_error(None, str(error))
    is_ours = services.is_from(of, request.session.get(BROWSER, ""))
    return invalid(request, DETAIL, import_page(of, at=now(), columns_form=form, is_ours=is_ours))


@require_safe
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def progress(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Show how far the work is, in a part of the page that asks again; when it is done, the whole page."""
    if of.state in BUSY and request.htmx:
        return show(request, f"{DETAIL}#progress", import_page(of, at=now()))
    url = reverse("register:import", args=[of.pk])
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


@require_POST
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def apply(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Carry out an import, or ask a second officer to confirm it."""
    form = _end_form(of, request.POST)
    reason = ""
    if of.counts.get("gone") and "end_reason" in request.POST:
        if not form.is_valid():
            return invalid(request, DETAIL, import_page(of, at=now(), end_form=form))
        reason = form.cleaned_data["end_reason"]
    try:
        services.ask_to_apply(of=of, end_reason=reason, by=request.user, at=now())
    except RuleViolation as error:
        if isinstance(error, services.RowsLost):
            services.give_up_lost(of=of, at=now())
        else:
            messages.error(request, str(error))
        of.refresh_from_db()
        return invalid(request, DETAIL, import_page(of, at=now(), end_form=form))
    return HttpResponseRedirect(reverse("register:import", args=[of.pk]))


@require_POST
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def drop(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Throw a file away."""
    try:
        services.drop_import(of=of, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("register:import", args=[of.pk]))
    messages.info(request, _("Filen er lagt bort. Ingenting er endret."))
    return HttpResponseRedirect(reverse("register:imports"))


@require_safe
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def rows(request: MemberRequest, of: RegisterImport, kind: str) -> HttpResponse:
    """Show the rows of one kind."""
    if kind not in KIND_OF:
        raise Http404
    page = rows_page(of, KIND_OF[kind], viewer=request.user, after=_after(request), today=localdate())
    record_look(ACT, actor=request.user, persons=page.seen, at=now(), how=How.LIST)
    return show(request, "register/row_list.html", page)


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 16 else 0


def _after(request: MemberRequest) -> int:
    return _number(request.GET.get("etter", ""))


def _reasons(request: MemberRequest) -> dict[int, str]:
    """Return membership → why that member goes, of all on a page of the list."""
    return {
        _number(name.removeprefix("svar-")): reason_in(answer)
        for name, answer in request.POST.items()
        if name.startswith("svar-") and isinstance(answer, str)
    }


@require_POST
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def answer_row(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Say what is to happen with one row, or why one member goes."""
    kind, target, answer = (request.POST.get(name, "") for name in ("liste", "rad", "svar"))
    if kind not in KIND_OF:
        raise Http404
    try:
        if KIND_OF[kind] == "gone":
            services.answer_ends(of=of, reasons=_reasons(request))
        else:
            row = ImportRow.objects.filter(of=of, pk=_number(target)).select_related("of").first()
            if row is None:
                raise Http404
            services.answer_row(row=row, answer=answer, at=now())
    except services.RowsLost:
        services.give_up_lost(of=of, at=now())
        return HttpResponseRedirect(reverse("register:import", args=[of.pk]))
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Lagret."))
    after = request.POST.get("etter", "")
    url = reverse("register:rows", args=[of.pk, kind])
    return HttpResponseRedirect(f"{url}?etter={after}" if after.isascii() and after.isdigit() else url)


@require_safe
@authorize(ACT, RegisterImport, kwarg="key", see=ACT)
def download_rejected(request: MemberRequest, of: RegisterImport) -> HttpResponse:
    """Give the rejected rows as a file: row, member number, name and why."""
    rejected = list(of.rows.filter(verdict="rejected").order_by("row"))
    table = [
        (str(row.row), row.number or "", " ".join(filter(None, (row.given_name, row.family_name))), fault_words(row))
        for row in rejected
    ]
    known = [row.person_id for row in rejected if row.person_id]
    record_look(ACT, actor=request.user, persons=known, at=now(), how=How.EXPORT)
    return _file(moves.as_csv((_("Rad"), _("Medlemsnummer"), _("Navn"), _("Hvorfor")), table), "avviste-rader", "csv")


@require_safe
@authorize(ACT)
def differences(request: MemberRequest) -> HttpResponse:
    """Show what the register has otherwise than we."""
    page = differences_page(request.user, after=_after(request), today=localdate())
    persons = [row.person_id for row in page.rows]
    record_look(ACT, actor=request.user, persons=persons, at=now(), how=How.LIST)
    return show(request, "register/difference_list.html", page)


@require_safe
@authorize(ACT)
def download_differences(request: MemberRequest, form: str) -> HttpResponse:
    """Give the differences as a file for the register."""
    lines = every_difference(request.user, localdate())
    header, table = file_of(lines)
    persons = [line.person_id for line in lines]
    record_look(ACT, actor=request.user, persons=persons, at=now(), how=How.EXPORT, purpose="avvik")
    data = moves.as_csv(header, table) if form == "csv" else moves.as_xlsx(header, table)
    return _file(data, "avvik", form)


@require_POST
@authorize(ACT, Difference, see=ACT)
def settle_difference(request: MemberRequest, difference: Difference) -> HttpResponse:
    """Take what the register has after all, or note that ours is sent to it."""
    if not differences_for(request.user, localdate()).filter(pk=difference.pk).exists():
        return absent(request)
    try:
        if request.POST.get("hva") == "registerets":
            services.take_theirs(difference=difference, by=request.user, at=now())
            messages.success(request, _("Registerets opplysning gjelder nå her også."))
        else:
            services.mark_sent(differences=[difference], by=request.user, at=now())
            messages.success(request, _("Notert som sendt."))
    except RuleViolation as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("register:differences"))


@require_POST
@authorize(ACT)
def mark_sent(request: MemberRequest) -> HttpResponse:
    """Note that all differences in one's file are sent to the register."""
    unsent = differences_for(request.user, localdate()).filter(sent_at=None)
    services.mark_sent(differences=unsent, by=request.user, at=now())
    messages.success(request, _("Notert som sendt."))
    return HttpResponseRedirect(reverse("register:differences"))


def _file(data: bytes, name: str, form: str) -> HttpResponse:
    kinds = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    response = HttpResponse(data, content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
