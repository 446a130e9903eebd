"""The pages of the rules."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, public, show
from lokallag.organisation import queries, services
from lokallag.organisation.forms import RulesForm
from lokallag.organisation.models import RuleSet
from lokallag.organisation.queries.pages import edit_rules_page
from lokallag.organisation.queries.rulesets import newest_version, rules_of, rules_page
from lokallag.organisation.views.units import read_or_send
from lokallag.ui.fields import DayField


@require_safe
@public
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules in force, or as they stood on the day that ``dato=`` names."""
    wish, asked, problem = request.GET.get("dato", "").strip(), None, ""
    if wish:
        try:
            asked = DayField().clean(wish)
        except ValidationError as error:
            problem = error.messages[0]
    page = rules_page(request.user, asked=asked, problem=problem, wish=wish, today=localdate())
    return show(request, "organisation/rules.html", page, status=422 if problem else 200)


def _as_it_stands(newest: RuleSet | None) -> dict[str, object]:
    """Return what the form starts from: the version written last."""
    rules = rules_of(newest)
    values = {f"value_{key}": value for key, value in rules.values.items()}
    sources = {f"source_{key}": source for key, source in rules.sources.items()}
    return {**values, **sources, "after_version": rules.version}


@read_or_send
@authorize("organisation.edit_rules")
def edit_rules(request: MemberRequest) -> HttpResponse:
    """Write a new version of the rules."""
    today, is_stale = localdate(), False
    main = queries.main_unit(today)
    if main is None:
        raise Http404
    newest = newest_version(main)
    form = RulesForm(request.POST if request.method == "POST" else None, today=today, initial=_as_it_stands(newest))
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.adopt_rules(
                unit=main,
                values=form.values(),
                valid_from=form.cleaned_data["valid_from"],
                decision=form.cleaned_data["decision"],
                after_version=form.cleaned_data["after_version"],
                by=request.user,
                at=now(),
            )

        outcome = carry_out(request, form, act, said=_("De nye reglene er lagret."))
        if outcome.done:
            return redirect("organisation:rules")
        if is_stale := outcome.is_stale:
            newest = newest_version(main)
            show_again(form, "after_version", newest.version if newest is not None else 0)
    page = edit_rules_page(form, newest, is_stale=is_stale)
    return show(request, "organisation/rules_form.html", page, status=422 if form.is_bound else 200)
