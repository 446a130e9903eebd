"""The page on which an organisation begins. It is there only while the database holds no person."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lokallag.core import scope
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import claim
from lokallag.core.views import invalid, public, show
from lokallag.people.models import Language
from lokallag.start import queries, services
from lokallag.start.forms import StartForm

PAGE = "start/start_form.html"


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def start(request: HttpRequest) -> HttpResponse:
    """Found the organisation with its two first officers, by the code that shows that one has the server.

    Once there is a person the page is absent for all; only who has the code and sends a page that was open meanwhile
    is told what happened, with every word kept.
    """
    today = localdate()
    if request.method != "POST":
        if not queries.is_open():
            raise Http404
        return show(request, PAGE, queries.start_page(StartForm(today=today)))
    if not queries.is_open() and not queries.is_set_up_code(request.POST.get("code", "")):
        raise Http404
    form = StartForm(request.POST, today=today)
    minutes, leader, secretary = None, None, None
    if form.is_valid():
        minutes, leader, secretary = form.minutes(), form.officer("leader"), form.officer("secretary")
    if minutes is None or leader is None or secretary is None:
        return _again(request, form)
    given = form.cleaned_data
    try:
        with transaction.atomic(), scope.opened("founding by whoever has the server"):
            is_new = claim(request)
            if is_new:
                services.found_organisation(
                    organisation=given["organisation"],
                    municipality=given["municipality"],
                    colour=given["colour"],
                    leader=leader,
                    secretary=secretary,
                    minutes=minutes,
                    may_share_address=given["shared_email"],
                    language=_language(),
                    at=now(),
                )
    except RuleViolation as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _again(request, form)
    messages.success(
        request,
        _("%(organisation)s er satt opp. Vi sender e-post til %(leader)s og %(secretary)s om hvordan de logger inn.")
        % {"organisation": given["organisation"], "leader": leader.name, "secretary": secretary.name},
    )
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('web:first_steps')})}")


def _again(request: HttpRequest, form: StartForm) -> HttpResponse:
    """Return the page with what was written, and what must be put right."""
    page = queries.start_page(form, asks_about_address=form.asks_about_address)
    return invalid(request, PAGE, page)


def _language() -> Language:
    """Return the language that the page is read in, which the two officers get too until they choose."""
    wish = get_language()
    return Language(wish) if wish in Language.values else Language.BOKMAAL
