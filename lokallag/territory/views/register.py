"""Bringing in the postal register and the areas: send a file, look at what it changes, say yes."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lokallag.core.errors import RuleViolation
from lokallag.core.views import authorize, invalid, show
from lokallag.people.models import Person
from lokallag.territory import services
from lokallag.territory.forms import AreaFileForm, FileForm, RegisterFileForm
from lokallag.territory.models import PendingFile, RegisterLoad
from lokallag.territory.queries.import_pages import FilePage, area_file_page, register_file_page, register_page

FORM = "territory/register_form.html"
Kind = RegisterLoad.Kind


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("territory.import_register")
def register(request: HttpRequest) -> HttpResponse:
    """Take a file of the register or of areas, and go on to what it changes."""
    today = localdate()
    register_form, area_form = RegisterFileForm(prefix="register"), AreaFileForm(prefix="omrader")
    if request.method != "POST":
        return show(request, FORM, register_page(register_form, area_form, today))
    form: FileForm
    if request.POST.get("hva") == "omrader":
        kind = Kind.AREAS
        form = area_form = AreaFileForm(request.POST, request.FILES, prefix="omrader")
    else:
        kind = Kind.REGISTER
        form = register_form = RegisterFileForm(request.POST, request.FILES, prefix="register")
    if not form.is_valid():
        return invalid(request, FORM, register_page(register_form, area_form, today))
    sent = form.cleaned_data["file"]
    file = PendingFile(
        kind=kind, name=sent.name, data=sent.read(), approximate=form.cleaned_data.get("approximate", False)
    )
    try:
        _look(file)
    except RuleViolation as error:
        form.add_error("file", str(error))
        return invalid(request, FORM, register_page(register_form, area_form, today))
    held = services.hold_file(
        kind=kind,
        name=file.name,
        data=bytes(file.data),
        approximate=file.approximate,
        by=cast(Person, request.user),
        at=now(),
    )
    return HttpResponseRedirect(reverse("territory:file", args=[held.key]))


def _look(file: PendingFile, *, may_shrink: bool = False) -> FilePage:
    data, at = bytes(file.data), now()
    if file.kind == Kind.AREAS:
        return area_file_page(
            file,
            services.import_areas(
                data=data, source=file.name, approximate=file.approximate, by=None, at=at, dry_run=True
            ),
        )
    return register_file_page(
        file,
        services.import_register(data=data, source=file.name, by=None, at=at, dry_run=True, may_shrink=may_shrink),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@authorize("territory.import_register", PendingFile, kwarg="key", see="territory.import_register")
def file(request: HttpRequest, file: PendingFile) -> HttpResponse:
    """Show what a file that waits would change, and on a press take it in."""
    if request.method != "POST":
        return show(request, "territory/file_preview.html", _look(file))
    if request.POST.get("steg") == "slett":
        services.drop_pending(file=file)
        messages.info(request, _("Filen er lagt bort. Ingenting er endret."))
        return HttpResponseRedirect(reverse("territory:register"))
    data = bytes(file.data)
    try:
        if file.kind == Kind.AREAS:
            areas = services.import_areas(
                data=data, source=file.name, approximate=file.approximate, by=cast(Person, request.user), at=now()
            )
            message = _("%(count)s områder er hentet inn.") % {"count": areas.areas}
        else:
            codes = services.import_register(
                data=data,
                source=file.name,
                by=cast(Person, request.user),
                at=now(),
                may_shrink=request.POST.get("kortere") == "ja",
            )
            message = _("%(count)s postnumre er hentet inn.") % {"count": codes.codes}
    except RuleViolation as error:
        messages.error(request, str(error))
        return show(request, "territory/file_preview.html", _look(file), status=422)
    services.drop_pending(file=file)
    messages.success(request, message)
    return HttpResponseRedirect(reverse("territory:areas"))
