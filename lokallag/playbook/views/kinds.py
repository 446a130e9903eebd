"""The organisation's own library: kinds changed, added and hidden."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.views import MemberRequest, authorize, show
from lokallag.playbook import forms_kinds as forms
from lokallag.playbook import services
from lokallag.playbook.domain.rule_fields import EVERY
from lokallag.playbook.forms_kinds import MATERIALS, TASKS, KindForm, MaterialForm, MaterialRows, TaskForm, TaskRows
from lokallag.playbook.models import ActivityKind
from lokallag.playbook.queries.chapter_links import chapters_for
from lokallag.playbook.queries.kind_pages import RuleWords, events_to_count_from, kind_form_page, kinds_page, rule_words
from lokallag.playbook.services.tasks import OFFICES
from lokallag.playbook.views.wheel import party_or_404

ACT = "playbook.edit_kinds"
DO = "gjor"  # which button was pressed; none and "lagre" save
RULE = "vis-regel"


@dataclass(frozen=True, slots=True)
class _Written:
    """The form and its rows as they are shown."""

    form: KindForm
    tasks: Any
    materials: Any


@require_safe
@authorize(ACT)
def kinds(request: MemberRequest) -> HttpResponse:
    """Show all kinds by chapter."""
    today = localdate()
    return show(request, "playbook/kind_list.html", kinds_page(party_or_404(today), today=today))


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(ACT)
def new_kind(request: MemberRequest) -> HttpResponse:
    """Add a kind of the organisation's own."""
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(ACT)
def edit_kind(request: MemberRequest, key: str) -> HttpResponse:
    """Change a kind."""
    return _write(request, _kind_or_404(key))


@require_POST
@authorize(ACT)
def hide_kind(request: MemberRequest, key: str) -> HttpResponse:
    """Suggest it to nobody any more."""
    kind = services.hide_kind(kind=_kind_or_404(key), by=request.user, at=now())
    messages.success(
        request, _("«%(name)s» foreslås ikke lenger. Planer som har den, beholder den.") % {"name": kind.name}
    )
    return redirect("playbook:edit_kind", kind.key)


@require_POST
@authorize(ACT)
def show_kind(request: MemberRequest, key: str) -> HttpResponse:
    """Suggest it again."""
    kind = services.show_kind(kind=_kind_or_404(key), by=request.user, at=now())
    messages.success(request, _("«%(name)s» foreslås igjen.") % {"name": kind.name})
    return redirect("playbook:edit_kind", kind.key)


def _kind_or_404(key: str) -> ActivityKind:
    kind = ActivityKind.objects.filter(key=key).first()
    if kind is None:
        raise Http404
    return kind


def _write(request: MemberRequest, kind: ActivityKind | None) -> HttpResponse:
    choices: dict[str, Any] = {
        "events": events_to_count_from(kind),
        "chapters": chapters_for("" if kind is None else kind.chapter),
    }
    if request.method != "POST":
        tasks, materials = forms.rows_of_kind(kind)
        initial = {"years": list(EVERY)} if kind is None else forms.initial_of(kind)
        written = _Written(KindForm(initial=initial, **choices), _task_rows(tasks), _material_rows(materials))
        return _show(request, kind, written, None if kind is None else dict(kind.rule))
    bound = KindForm(request.POST, **choices)
    pressed = request.POST.get(DO, "")
    if pressed and pressed != "lagre":
        rows = _pressed(pressed, request)
        written = _Written(KindForm(initial=forms.written_in(bound, request.POST), **choices), *rows)
        return _show(request, kind, written, _rule_in(bound))
    return _save(request, kind, bound)


def _task_rows(rows: list[dict[str, Any]]) -> Any:
    return TaskRows(initial=rows, prefix=TASKS)


def _material_rows(rows: list[dict[str, Any]]) -> Any:
    return MaterialRows(initial=rows, prefix=MATERIALS)


def _pressed(pressed: str, request: MemberRequest) -> tuple[Any, Any]:
    """Return the rows as they are after a button that adds or removes one. Nothing is saved."""
    found: dict[str, list[dict[str, Any]]] = {
        TASKS: forms.rows_in(TaskForm, TASKS, request.POST),
        MATERIALS: forms.rows_in(MaterialForm, MATERIALS, request.POST),
    }
    what, _dash, which = pressed.partition("-")
    name, _dash, number = which.partition("-")
    rows = found.get(name)
    if rows is not None and what == "ny" and len(rows) < forms.MOST_ROWS:
        rows.append({})
    elif rows is not None and what == "fjern" and number.isascii() and number.isdigit() and int(number) < len(rows):
        del rows[int(number)]
    return _task_rows(found[TASKS]), _material_rows(found[MATERIALS])


def _rule_in(form: KindForm) -> dict[str, Any] | None:
    """Return the rule that is written so far; ``None`` where it is not whole."""
    form.is_valid()
    asked = {"base", "days", "years", "at", *(name for name, _words in forms.NEEDED.get(form.data.get("base", ""), ()))}
    if asked & set(form.errors):
        return None
    try:
        return form.rule()
    except (ValueError, KeyError):
        return None


def _save(request: MemberRequest, kind: ActivityKind | None, form: KindForm) -> HttpResponse:
    tasks, materials = TaskRows(request.POST, prefix=TASKS), MaterialRows(request.POST, prefix=MATERIALS)
    is_whole = [form.is_valid(), tasks.is_valid(), materials.is_valid()]
    for is_fine, rows, words in (
        (is_whole[1], tasks, _("Se over oppgavene. Hver trenger hva som skal gjøres, og hvem som gjør det.")),
        (is_whole[2], materials, _("Se over lista med det dere trenger.")),
    ):
        if not is_fine:
            form.add_error(None, list(rows.non_form_errors()) or words)
    is_stale = False
    if all(is_whole):
        saved: list[ActivityKind] = []

        def act() -> None:
            text = form.text(tasks, materials)
            if kind is None:
                saved.append(services.add_kind(text=text, by=request.user, at=now()))
            else:
                seen = form.cleaned_data["seen"] or None
                saved.append(services.edit_kind(kind=kind, text=text, seen=seen, by=request.user, at=now()))

        outcome = carry_out(request, form, act, said=_("Aktiviteten er lagret. Planene som bruker den, følger med."))
        if outcome.done:
            return redirect("playbook:kind", saved[0].key) if saved else redirect("playbook:kinds")
        is_stale = outcome.is_stale
        if is_stale and kind is not None:
            kind = _kind_or_404(kind.key)
            show_again(form, "seen", kind.fingerprint)
    return _show(request, kind, _Written(form, tasks, materials), _rule_in(form), is_stale=is_stale)


def _show(
    request: MemberRequest,
    kind: ActivityKind | None,
    written: _Written,
    raw: dict[str, Any] | None,
    *,
    is_stale: bool = False,
) -> HttpResponse:
    today = localdate()
    form = written.form
    units = request.POST.getlist("units") if form.is_bound else list(form.initial.get("units") or [])
    is_begun = kind is not None or request.method == "POST"
    words = rule_words(party_or_404(today), kind, raw, units, today=today) if is_begun else RuleWords("", "", (), "")
    page = kind_form_page(
        kind,
        form=form,
        tasks=written.tasks,
        materials=written.materials,
        rule=words,
        offices=(*OFFICES, "styret"),
        is_stale=is_stale,
    )
    return show(request, "playbook/kind_form.html#regel", page, status=422 if form.is_bound else 200)
