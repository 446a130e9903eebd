"""Views of files with members: asking for one, and fetching it once."""

from collections.abc import Iterator
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core import scope
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize, invalid, show
from lokallag.membership import queries, services
from lokallag.membership.domain.cells import csv_stream, xlsx_stream
from lokallag.membership.domain.file_columns import with_columns
from lokallag.membership.forms import AskFileForm, DuesFileForm
from lokallag.membership.models import MemberFile
from lokallag.organisation.models import Approval, Kind, Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@get_or_post
@authorize("membership.export_members", Unit, kwarg="slug", see="membership.see_members")
def export(request: MemberRequest, unit: Unit) -> HttpResponse:
    """Ask for a file with a unit's members, saying what it is for."""
    if unit.kind not in {Kind.BRANCH, Kind.MUNICIPAL}:
        raise Http404
    today = localdate()
    written = QueryDict(request.POST.get("filters", "")) if request.method == "POST" else request.GET
    query, words = queries.filters_of(unit, written, viewer=request.user, today=today)
    form = AskFileForm(request.POST if request.method == "POST" else None, initial={"filters": query})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data | {"filters": with_columns(query, form.cleaned_data["columns"])}
        del asked["columns"]
        try:
            with transaction.atomic():
                made = services.ask_for_file(unit=unit, **asked, by=request.user, at=now()) if claim(request) else None
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            if isinstance(made, MemberFile):
                return redirect("membership:file", made.pk)
            if isinstance(made, Approval):
                messages.success(request, _("En annen i styret må godkjenne filen før du kan hente den."))
            return redirect("membership:files")
    page = queries.ask_file_page(unit, form, words, today, query=query, viewer=request.user)
    return (
        invalid(request, "membership/file_ask.html", page)
        if form.is_bound
        else show(request, "membership/file_ask.html", page)
    )


@get_or_post
@authorize("membership.export_dues")
def dues(request: MemberRequest) -> HttpResponse:
    """Ask for the treasurer's file: whom to send an invoice, where, and who has paid this year."""
    today = localdate()
    party = main_unit(today)
    if party is None:
        raise Http404
    form = DuesFileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if claim(request):
                    services.ask_for_dues(unit=party, **form.cleaned_data, by=request.user, at=now())
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("En annen i styret må godkjenne filen før du kan hente den."))
            return redirect("membership:files")
    page = queries.dues_page(party, form, today, viewer=request.user)
    return (invalid if form.is_bound else show)(request, "membership/file_ask.html", page)


@require_safe
@authorize("membership.see_lists")
def files(request: MemberRequest) -> HttpResponse:
    """Show the files that one has asked for."""
    return show(request, "membership/file_list.html", queries.files_page(request.user, at=now(), today=localdate()))


@require_safe
@authorize("membership.see_file", MemberFile, kwarg="key", field="key", see="membership.see_file")
def file(request: MemberRequest, found: MemberFile) -> HttpResponse:
    """Show a file that one has asked for, and whether it can be fetched."""
    return show(request, "membership/file_detail.html", queries.file_page(found, at=now(), today=localdate()))


@require_POST
@authorize("membership.fetch_file", MemberFile, kwarg="key", field="key", see="membership.see_file")
def fetch(request: MemberRequest, found: MemberFile) -> HttpResponse:
    """Send the file, once: row by row, and no further than one's right to it lasts."""
    today = localdate()
    try:
        opened = services.open_file(file=found, by=request.user, at=now())
    except RuleViolation as error:
        found.refresh_from_db()
        page = queries.file_page(found, at=now(), today=today, problem=str(error))
        return invalid(request, "membership/file_detail.html", page)
    response = StreamingHttpResponse(_sent(opened, request.user), content_type=KINDS[found.file_format])
    name = f"medlemmer-{found.unit.slug}-{today.isoformat()}.{found.file_format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast(HttpResponse, response)  # the guard passes on whatever a view answers


def _sent(opened: services.Opened, person: Person) -> Iterator[bytes]:
    """Return the file in pieces, the head first, each read with the right to it asked anew."""
    head = queries.head_of(opened.file)
    chunks = services.read_file(opened, by=person, today=localdate)
    is_csv = opened.file.file_format == MemberFile.Format.CSV
    pieces = csv_stream(head, chunks) if is_csv else xlsx_stream(_("Medlemmer"), head, chunks)
    return scope.carried(pieces, still_allowed=lambda: may(person, "membership.fetch_file", opened.file))
