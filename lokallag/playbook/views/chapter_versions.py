"""The versions of a chapter: history, one of them, what differs, taking one back, and what readers see."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.playbook import services
from lokallag.playbook.forms_chapters import RestoreForm
from lokallag.playbook.models import Chapter, ChapterVersion
from lokallag.playbook.queries.chapter_versions import compare_page, history_page, version_page
from lokallag.playbook.services.chapters import latest_of

EDIT, PUBLISH, SEE = "playbook.edit_chapter", "playbook.publish_chapter", "playbook.see_chapter"


@require_safe
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def chapter_history(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Show all versions of a chapter: who, when and why."""
    return show(request, "playbook/chapter_history.html", history_page(found, today=localdate()))


@require_safe
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def chapter_version(request: MemberRequest, found: Chapter, number: int) -> HttpResponse:
    """Show one version as it was."""
    latest = latest_of(found).number
    form = RestoreForm(initial={"seen": latest}) if number != latest else None
    return _show_version(request, found, _version(found, number), form)


@require_safe
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def compare_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Show what differs between two versions; without a choice, between what readers see and the latest."""
    latest = latest_of(found).number
    published = None
    if found.published_id is not None:
        published = found.versions.filter(pk=found.published_id).values_list("number", flat=True).first()
    new = _number(request.GET.get("til", ""), latest)
    old = _number(request.GET.get("fra", ""), published if published not in {None, new} else max(new - 1, 1))
    page = compare_page(found, _version(found, old), _version(found, new), today=localdate())
    return show(request, "playbook/chapter_compare.html", page)


@require_POST
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def restore_chapter(request: MemberRequest, found: Chapter, number: int) -> HttpResponse:
    """Take an earlier version back, as a new one."""
    version = _version(found, number)
    form, is_stale = RestoreForm(request.POST), False
    if form.is_valid():
        data = form.cleaned_data

        def act() -> None:
            services.restore_version(version=version, why=data["why"], seen=data["seen"], by=request.user, at=now())

        outcome = carry_out(request, form, act, said=_("Utgaven er tatt tilbake som et nytt utkast."))
        if outcome.done:
            return redirect("playbook:chapter_version", found.key, latest_of(found).number)
        is_stale = outcome.is_stale
        if is_stale:
            show_again(form, "seen", latest_of(found).number)
    return _show_version(request, found, version, form, is_stale=is_stale)


@require_POST
@authorize(PUBLISH, Chapter, kwarg="key", see=SEE)
def publish_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Let readers see the latest version."""
    try:
        number = _number(request.POST.get("number", ""), 0)
        services.publish_chapter(chapter=found, number=number, by=request.user, at=now())
    except RuleViolation:
        messages.error(request, _("Noen andre lagret et nyere utkast. Se på det, og publiser det hvis du vil."))
        return redirect("playbook:compare_chapter", found.key)
    messages.success(request, _("Kapittelet er publisert."))
    return redirect("playbook:chapter", found.key)


@require_POST
@authorize(PUBLISH, Chapter, kwarg="key", see=SEE)
def withdraw_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Take a chapter from its readers."""
    services.withdraw_chapter(chapter=found, by=request.user, at=now())
    messages.success(request, _("Kapittelet er trukket tilbake. Bare de som redigerer dreieboka, ser det nå."))
    return redirect("playbook:chapter", found.key)


def _number(written: str, otherwise: int | None) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 7 else otherwise or 1


def _version(found: Chapter, number: int) -> ChapterVersion:
    version = found.versions.select_related("by", "chapter").filter(number=number).first()
    if version is None:
        raise Http404
    return version


def _show_version(
    request: MemberRequest,
    found: Chapter,
    version: ChapterVersion,
    form: forms.Form | None,
    *,
    is_stale: bool = False,
) -> HttpResponse:
    page = version_page(
        found,
        version,
        today=localdate(),
        restore_form=form,
        latest=latest_of(found).number,
        is_stale=is_stale,
    )
    status = 422 if form is not None and form.is_bound else 200
    return show(request, "playbook/chapter_version.html", page, status=status)
