"""One's own e-mail address and telephone number."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, personal, show
from lokallag.people import queries, services
from lokallag.people.domain.limits import RECENT
from lokallag.people.domain.signin import Answer
from lokallag.people.forms import CodeForm, ContactForm
from lokallag.people.views.factors import not_sure

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@never_cache
@personal
def change_contact(request: MemberRequest) -> HttpResponse:
    """Change the telephone number at once, and the e-mail address when a code sent to the new one comes back."""
    if (refusal := not_sure(request)) is not None:
        return refusal
    at, person = now(), request.user
    form = ContactForm(request.POST if request.method == "POST" else None, initial=queries.contact_of(person))
    if request.method == "POST" and form.is_valid():
        try:
            if services.change_phone(person=person, phone=form.cleaned_data["phone"], by=person, at=at):
                messages.success(request, _("Telefonnummeret er endret."))
            if form.cleaned_data["email"].lower() != person.email.lower():
                services.ask_for_email(person=person, address=form.cleaned_data["email"], at=at)
                return HttpResponseRedirect(reverse("people:confirm_email"))
        except RuleViolation as error:
            form.add_error(error.field, str(error))
        else:
            return HttpResponseRedirect(reverse("people:account"))
    page = queries.contact_page(form)
    return show(request, "people/contact.html", page, status=422 if form.is_bound else 200)


@sensitive_post_parameters("kode")
@require_http_methods(GET_OR_POST)
@never_cache
@personal
def confirm_email(request: MemberRequest) -> HttpResponse:
    """Take the code that was sent to the new address. The old one's was given before the new one was written."""
    if (refusal := not_sure(request, within=RECENT)) is not None:
        return refusal
    at, person = now(), request.user
    change = services.waiting_change(person, at=at)
    if change is None:
        return HttpResponseRedirect(reverse("people:change_contact"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        redeemed = services.confirm_email(person=person, code=form.cleaned_data["kode"], by=person, at=at)
        if redeemed.answer is Answer.RIGHT:
            services.end_other_sign_ins(person=person, keep=request.session.session_key, by=person, at=at)
            messages.success(
                request, _("E-postadressen er endret. Vi har sagt fra til den gamle. Andre innlogginger er avsluttet.")
            )
            return HttpResponseRedirect(reverse("people:account"))
        if redeemed.answer not in {Answer.WRONG, Answer.NOT_A_CODE}:
            messages.error(request, _("Koden virker ikke lenger. Be om en ny."))
            return HttpResponseRedirect(reverse("people:change_contact"))
        form.add_error("kode", queries.fault_of(redeemed))
    page = queries.email_code_page(change, form)
    return show(request, "people/contact.html", page, status=422 if form.is_bound else 200)
