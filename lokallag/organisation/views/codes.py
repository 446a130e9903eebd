"""One-time codes on paper, for somebody without a smartphone or who has lost it (ADR 0009)."""

from django.http import HttpResponse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache

from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.organisation import forms, queries
from lokallag.organisation.queries.codes import print_codes_page, printed_page
from lokallag.organisation.views.offices import note_hits, person_asked_for
from lokallag.organisation.views.units import read_or_send
from lokallag.people import services as people


@read_or_send
@never_cache
@authorize("organisation.print_codes")
def print_codes(request: MemberRequest) -> HttpResponse:
    """Find a person by name, say how one saw who it is, and show a sheet of codes, once."""
    person, wish, form = person_asked_for(request), request.GET.get("sok", "").strip(), None
    if person is not None:
        form = forms.PrintCodesForm(
            request.POST if request.method == "POST" else None, initial={"person": str(person.key)}
        )
        if request.method == "POST" and form.is_valid():
            try:
                codes = people.print_codes(person=person, seen=form.cleaned_data["seen"], by=request.user, at=now())
            except RuleViolation as error:
                form.add_error(error.field, str(error))
            else:
                return show(request, "people/codes.html", printed_page(person.name, codes))
    hits = queries.find_persons(wish, on=localdate()) if wish and person is None else None
    if hits is not None:
        note_hits(request, "organisation.print_codes", hits)
    page = print_codes_page(
        wish=wish,
        hits=hits,
        person=person.name if person is not None else "",
        form=form,
    )
    return show(request, "organisation/print_codes.html", page, status=422 if request.method == "POST" else 200)
