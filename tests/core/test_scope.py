"""Who looks at persons is known before they are read (ADR 0012)."""

import ast

import pytest
from django.apps import apps
from django.db.models import Max
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils.timezone import now

from lokallag.core import permissions, scope
from lokallag.core.assurance import Assurance, Factor, assured, is_enough
from lokallag.core.personal import PersonalQuery
from lokallag.core.views import authorize, personal, public
from lokallag.events.models import Signup
from lokallag.membership.models import BranchChoice, FeeYear, Membership
from lokallag.organisation.models import BoardContact, Term, Unit
from lokallag.people.models import Consent, Person
from lokallag.web.root_urls import urlpatterns as real_ones
from tests.cast import cast
from tests.code.tree import ROOT, product_modules, text_of
from tests.factories import MembershipFactory, PersonFactory, TermFactory

GUARDED = (Person, Membership, BranchChoice, FeeYear, Consent, BoardContact, Signup)


@public
def without(request):
    return HttpResponse(str(Person.objects.count()))


@public
def by_name(request):
    with scope.opened("a test"):
        return HttpResponse(str(Person.objects.count()))


@personal
def ones_own(request):
    found = scope.current()
    return HttpResponse(f"{Person.objects.filter(pk=request.user.pk).count()} {found.why} {found.person_id}")


@authorize("organisation.edit_unit", Unit, kwarg="slug")
def guarded(request, unit):
    return HttpResponse(f"{bool(Person.objects.count())} {scope.current().why} {scope.current().person_id}")


@authorize("organisation.edit_rules", Person, kwarg="key")
def of_a_person(request, person):
    return HttpResponse(person.name)


@personal
def fails(request):
    raise ZeroDivisionError


def _names():
    for person in Person.objects.order_by("pk").iterator():
        yield f"{person.given_name}\n"


@personal
def streamed_bare(request):
    return StreamingHttpResponse(_names())


@personal
def streamed(request):
    return StreamingHttpResponse(scope.carried(_names()))


urlpatterns = [
    path("prove/uten/", without),
    path("prove/navn/", by_name),
    path("prove/egen/", ones_own),
    path("prove/strom/", streamed),
    path("prove/strom-uten/", streamed_bare),
    path("prove/feil/", fails),
    path("prove/enhet/<slug:slug>/", guarded),
    path("prove/person/<uuid:key>/", of_a_person),
    *real_ones,
]


def in_request(rf, view):
    """Answer one request by ``view`` alone, with no guard."""
    return scope.RequestScopeMiddleware(view)(rf.get("/"))


WAYS = {
    "list": list,
    "slice": lambda rows: list(rows[:1]),
    "iterator": lambda rows: list(rows.iterator()),
    "first": lambda rows: rows.first(),
    "get": lambda rows: rows.get(pk=1),
    "count": lambda rows: rows.count(),
    "counted with distinct": lambda rows: rows.distinct().count(),
    "exists": lambda rows: rows.exists(),
    "values": lambda rows: list(rows.values("pk")),
    "aggregate": lambda rows: rows.aggregate(most=Max("pk")),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "union": lambda rows: list(Unit.objects.values("pk").union(rows.values("pk"))),
    "in another query": lambda rows: list(Unit.objects.filter(pk__in=rows.values("pk"))),
    "update": lambda rows: rows.filter(pk=0).update(pk=0),
    "delete": lambda rows: rows.filter(pk=0).delete(),
    "raw": lambda rows: list(rows.raw(f"SELECT * FROM {rows.model._meta.db_table}")),
    "explain": lambda rows: rows.explain(),
}


@pytest.mark.django_db
class TestWithoutAScope:
    @pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
    @pytest.mark.parametrize("way", WAYS)
    def test_a_query_raises_in_a_request_whatever_it_asks(self, rf, model, way):
        with pytest.raises(scope.Unscoped, match=model._meta.label):
            in_request(rf, lambda _request: WAYS[way](model.objects.all()))

    @pytest.mark.parametrize("relation", ["branch_choices_made", "consents", "contact_for"])
    def test_rows_from_a_persons_side_raise_too(self, rf, relation):
        person = PersonFactory()

        with pytest.raises(scope.Unscoped):
            in_request(rf, lambda _request: list(getattr(person, relation).all()))

    def test_it_raises_when_the_query_is_run_not_when_it_is_made(self, rf):
        rows = in_request(rf, lambda _request: Person.objects.order_by("pk"))

        assert list(rows) == []

    def test_outside_a_request_nothing_raises(self):
        PersonFactory()

        assert (Person.objects.count(), scope.is_web(), scope.current()) == (1, False, None)

    def test_a_row_that_one_has_leads_to_its_person(self, rf):
        """Django reads along a foreign key through the base manager: said in ``core.personal``, and held here."""
        term, membership = TermFactory(), MembershipFactory()
        seen = []

        def view(_request):
            found = Term.objects.get(pk=term.pk)
            seen.extend([found.person, Term.objects.select_related("person").get(pk=term.pk).person])
            seen.append(membership.person.membership)
            membership.refresh_from_db()

        in_request(rf, view)

        assert seen == [term.person, term.person, membership]

    def test_rows_may_be_added(self, rf):
        in_request(rf, lambda _request: PersonFactory())

        assert Person.objects.count() == 1


@pytest.mark.django_db
class TestOpened:
    @pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
    def test_a_query_runs(self, rf, model):
        def view(_request):
            with scope.opened("a test"):
                return list(model.objects.all()), model.objects.count()

        assert in_request(rf, view) == ([], 0)

    def test_it_says_who_looks_and_why(self, rf):
        def view(_request):
            with scope.opened("membership.see_lists", person_id=7):
                return scope.current()

        assert in_request(rf, view) == scope.Scope("membership.see_lists", 7)

    def test_it_ends_with_its_block_also_after_an_exception(self, rf):
        def view(_request):
            with scope.opened("outer"):
                with pytest.raises(ZeroDivisionError), scope.opened("inner"):
                    raise ZeroDivisionError
                inside = scope.current().why
            return inside, scope.current()

        assert in_request(rf, view) == ("outer", None)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestGuards:
    def test_a_public_view_opens_none(self, client):
        cast().sign_in(client, "board leader")

        with pytest.raises(scope.Unscoped):
            client.get("/prove/uten/")

    def test_it_is_a_fault_of_ours_and_not_an_empty_page(self, client):
        client.raise_request_exception = False

        assert client.get("/prove/uten/").status_code == 500

    def test_a_public_view_may_open_one_by_name(self, client):
        PersonFactory()

        assert client.get("/prove/navn/").content == b"1"

    def test_personal_opens_one_for_the_person(self, client):
        people = cast()
        people.sign_in(client, "member")

        assert client.get("/prove/egen/").content.decode() == f"1 personal {people['member'].pk}"

    def test_authorize_opens_one_that_names_the_act(self, client):
        people = cast()
        people.sign_in(client, "branch leader")

        body = client.get("/prove/enhet/haslum/").content.decode()

        assert body == f"True organisation.edit_unit {people['branch leader'].pk}"

    def test_authorize_finds_a_person_in_it(self, client):
        people = cast()
        people.sign_in(client, "secretary")

        assert client.get(f"/prove/person/{people['member'].key}/").content.decode() == people["member"].name

    def test_nothing_leaks_into_the_next_request(self, client):
        cast().sign_in(client, "member")

        assert client.get("/prove/egen/").status_code == 200
        with pytest.raises(scope.Unscoped):
            client.get("/prove/uten/")

    def test_nothing_leaks_after_an_exception(self, client):
        cast().sign_in(client, "member")

        with pytest.raises(ZeroDivisionError):
            client.get("/prove/feil/")
        assert (scope.is_web(), scope.current()) == (False, None)
        with pytest.raises(scope.Unscoped):
            client.get("/prove/uten/")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
class TestStreams:
    def test_a_stream_is_part_of_the_request_and_has_no_scope_of_its_own(self, client):
        cast().sign_in(client, "member")
        response = client.get("/prove/strom-uten/")

        with pytest.raises(scope.Unscoped):
            response.getvalue()

    def test_carried_rows_are_read_in_the_scope_that_was_open(self, client):
        cast().sign_in(client, "member")

        response = client.get("/prove/strom/")

        assert response.getvalue().decode().split() == [
            *Person.objects.order_by("pk").values_list("given_name", flat=True)
        ]
        assert (scope.is_web(), scope.current()) == (False, None)

    def test_between_two_chunks_nothing_is_open(self, rf):
        def view(_request):
            with scope.opened("export", person_id=3):
                return list(scope.carried([1])), scope.carried(scope.current() for _ in range(2))

        first, rest = in_request(rf, view)

        assert (first, next(rest), scope.current(), scope.is_web()) == ([1], scope.Scope("export", 3), None, False)
        assert list(rest) == [scope.Scope("export", 3)]

    def test_without_a_scope_nothing_is_carried(self, rf):
        with pytest.raises(scope.Unscoped):
            in_request(rf, lambda _request: scope.carried([1]))

    def test_it_breaks_off_when_the_right_ends(self, rf):
        read = []

        def rows():
            for number in range(10):
                read.append(number)
                yield number

        def view(_request):
            with scope.opened("export"):
                return scope.carried(rows(), still_allowed=lambda: len(read) < 3)

        stream = in_request(rf, view)

        assert [next(stream) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(scope.RightEnded):
            next(stream)
        assert read == [0, 1, 2]

    def test_the_right_is_asked_anew_with_nothing_kept_and_as_sure_as_at_the_start(self, rf):
        """A term that ends while an export is under way is seen, and the second factor given is still known."""
        term = TermFactory(office__title="leader")
        asked = []

        def allowed():
            asked.append(is_enough(Factor.HELD))
            return permissions.may(term.person, "organisation.edit_unit", term.office.unit)

        def view(_request):
            with assured(Assurance(now(), now())), scope.opened("export"):
                assert permissions.may(term.person, "organisation.edit_unit", term.office.unit)
                return scope.carried(iter("ab"), still_allowed=allowed)

        stream = in_request(rf, view)
        assert next(stream) == "a"
        Term.objects.all().delete()

        with pytest.raises(scope.RightEnded):
            next(stream)
        assert asked == [True, True]

    def test_the_source_is_closed_when_the_reader_goes_away(self, rf):
        closed = []

        def rows():
            try:
                yield 1
                yield 2
            finally:
                closed.append(scope.current().why)

        def view(_request):
            with scope.opened("export"):
                return scope.carried(rows())

        stream = in_request(rf, view)
        next(stream)
        stream.close()

        assert closed == ["export"]

    def test_a_file_goes_out_as_it_is(self, rf):
        with (ROOT / "README.md").open("rb") as file:
            response = in_request(rf, lambda _request: FileResponse(file))

            assert response.file_to_stream is file


# Models that say something of persons and whose manager needs no scope, each with its reason.
FREE = {
    "organisation.Term": "public: who holds which office; rights are asked of it at each request",
    "organisation.Approval": "ids of who wanted what; the persons themselves are held",
    "people.SignInRequest": "read before anybody is known; one row, by the secret of the browser that asked",
    "people.SignIn": "the session itself, read before anybody is known",
    "people.DemoPerson": "invented persons",
    "people.AppSecret": "one's own second factor, asked while signing in",
    "people.Passkey": "one's own second factor, asked while signing in",
    "people.PaperCode": "one's own second factor, asked while signing in",
    "people.FactorTries": "wrong second factors, counted while signing in",
    "people.KnownDevice": "the browser of whoever signs in",
    "people.EmailChange": "one's own wish, by its id",
    "events.Event": "an event, and the id of the officer who made it",
    "events.EventCoordinator": "who has one event in hand, by ids; rights are asked of it at each request",
    "events.EventReport": "how an event went, and the id of the officer who wrote it",
    "events.MeetingNotice": "the words of a notice, and the ids of the officers who wrote and sent it",
    "events.EventSummary": "what was said at an event, and the ids of the officers who wrote and published it",
    "events.EventHost": "which units hold an event, and the id of the officer who answered",
    "followup.Commitment": "what a unit has taken on, and the id of who is responsible",
    "followup.Note": "what somebody wrote on a commitment, by its id",
    "organisation.Anchor": "a day, and the id of the officer who set it",
    "playbook.Tip": "what a report tells the next, and the ids of who gave and who answered it",
    "playbook.ChapterVersion": "a text of the run book, and the id of the officer who wrote it",
    "playbook.ChapterNote": "what a unit noted beside a chapter, and the id of the officer who wrote it",
    "playbook.DutyAnswer": "what a side said of a duty, and the id of the officer who said it",
    "playbook.DutyReview": "a branch's review of a year, and the id of who closed it",
    "playbook.UnclearDuty": "what is unclear to a branch, and the ids of the two who agree",
    "playbook.PlannedActivity": "what a unit plans, and the id of the officer who reported on it",
    "territory.PendingFile": "a file of areas, and the id of the officer who sent it",
    "territory.Division": "a draft of areas, and the id of the officer who made it",
    "territory.DivisionComment": "what an officer wrote on a draft, in the name that stands there",
    "territory.RegisterLoad": "a load of postal codes, and the id of who did it",
    "networks.Baseline": "numbers of a year, and the id of the officer who entered them",
    "networks.Evaluation": "what the board says of its networks, and the id of the officer who wrote it",
    "networks.NetworkEnd": "how a network ended, and the id of the officer who ended it",
    "networks.OwnView": "what a steering group says, and the id of who wrote it for the group",
    "networks.Verdict": "what the annual meeting decided, and the id of the officer who recorded it",
    "outbox.Recipient": "sent by jobs; shown in the demo alone",
    "outbox.DeadAddress": "an address that does not work; whose it is, is not known here",
    "mailing.Mailing": "what a unit wrote, and the ids of the officers who wrote and sent it",
    "core.Change": "ids alone; written in each request, read through core.audit",
    "core.Look": "ids alone; written in each request, read through core.audit",
}
PERSONAL = {
    *("email", "phone", "address", "street_address", "given_name", "family_name", "holder_name", "author_name"),
    *("birth_year", "gender", "actor_id", "person_id", "person_ids", "loaded_by_id", "recipient"),
}


def says_something_of_persons(model):
    fields = model._meta.get_fields()
    relations = {field.related_model for field in fields if field.is_relation and not field.auto_created}
    return model is Person or bool(relations & set(GUARDED)) or bool(PERSONAL & {field.name for field in fields})


# Where persons are read without a guarded view, and why. Keep it short: each is a hole in the fence, with a name.
OPENED = [
    ("core/views.py", "authorize", "the act"),
    ("core/views.py", "personal", "personal"),
    ("events/queries/feeds.py", "reader_of", "the calendar of whoever has its secret address"),
    ("events/queries/signup_box.py", "signup_box", "one's own sign-up"),
    ("events/rules.py", "has_place", "one's own sign-up"),
    ("events/rules.py", "standing_of", "what the reader belongs to"),
    ("events/services/attendance.py", "arrive", "who has scanned the code at the door"),
    ("events/services/attendance.py", "walk_in", "who has given a name at the door"),
    ("events/services/signups.py", "sign_up_by_email", "a sign-up without an account"),
    ("events/views/asking.py", "speaker_held", "what is kept of a speaker, by the link from a mail"),
    ("events/views/asking.py", "speaker_reply", "a question to a speaker by the link from its mail"),
    ("events/views/feeds.py", "own_feed", "the calendar of whoever has its secret address"),
    ("events/views/signups.py", "_sign_up_person", "events.sign_up"),
    ("events/views/signups.py", "reply", "a sign-up by the link from its mail"),
    ("mailing/views/wishes.py", "way_out", "the way out of a mailing, by its token"),
    ("membership/rules.py", "own_membership", "whether one is a member oneself"),
    ("networks/queries/mine.py", "my_networks", "what the reader belongs to"),
    ("networks/queries/mine.py", "survey_url", "what the reader belongs to"),
    ("networks/queries/network_page.py", "_count", "how many have joined a network"),
    ("networks/queries/networks.py", "read_network", "what the reader belongs to"),
    ("networks/rules.py", "has_joined", "what the reader belongs to"),
    ("organisation/queries/unit_page.py", "unit_page", "organisation.see_contact"),
    ("people/backends.py", "PersonBackend", "who is signed in"),
    ("people/services/sign_in.py", "_persons_behind", "who has the address that a right code was sent to"),
    ("people/views/coming_in.py", "pending", "whose second factor a sign-in waits for"),
    ("start/queries.py", "is_open", "whether there is any person at all"),
    ("start/views.py", "start", "founding by whoever has the server"),
    ("territory/queries/public_pages.py", "branch_page", "organisation.see_contact"),
]


class TestTheWholeHouse:
    def test_each_model_that_says_something_of_persons_is_held_or_has_a_reason_not_to_be(self):
        ours = [model for model in apps.get_models() if model.__module__.startswith("lokallag.")]
        found = {model._meta.label for model in ours if says_something_of_persons(model)}
        held = {model._meta.label for model in ours if isinstance(model._default_manager.all().query, PersonalQuery)}

        assert {model._meta.label for model in GUARDED} <= held
        assert found - held == set(FREE), "give the model a PersonalManager, or write down here why not"

    def test_no_model_is_read_through_a_second_door(self):
        """Another manager, or a held base manager, would change what is said in ``core.personal``."""
        for model in GUARDED:
            assert [manager.name for manager in model._meta.managers] == ["objects"]
            assert not isinstance(model._base_manager.all().query, PersonalQuery)
            assert not model._default_manager.use_in_migrations

    def test_where_a_scope_is_opened_is_known_by_name(self):
        places = []
        for module in product_modules():
            tree = ast.parse(text_of(module))
            for function in tree.body:
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"scope.opened", "opened"}:
                        [why] = node.args
                        words = why.value if isinstance(why, ast.Constant) else f"the {ast.unparse(why)}"
                        places.append((module.relative_to(ROOT / "lokallag").as_posix(), function.name, words))

        assert sorted(places) == OPENED
