"""The helpers that every view goes through."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils.log import log_response

from lokallag.core.views import GUARD
from tests.cast import cast
from tests.core.example_urls import by_another_column, ones_own, open_to_all, with_target, without_target

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.example_urls")]

TEMPLATE = (
    "{% load partials %}hele {% partialdef part inline %}del {{ page }}{% endpartialdef %}"  # one page with one part
)


@pytest.fixture
def example_template(settings):
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [
        {
            **engine,
            "APP_DIRS": False,
            "OPTIONS": {
                **engine["OPTIONS"],
                "loaders": [
                    (
                        "template_partials.loader.Loader",
                        [
                            ("django.template.loaders.locmem.Loader", {"example.html": TEMPLATE}),
                            "django.template.loaders.app_directories.Loader",
                        ],
                    )
                ],
            },
        }
    ]


class TestGuards:
    def test_each_marks_its_view(self):
        guards = [getattr(view, GUARD) for view in (open_to_all, ones_own, without_target, with_target)]

        assert guards == ["public", "personal", "organisation.edit_rules", "organisation.edit_unit"]
        assert getattr(by_another_column, GUARD) == "organisation.edit_unit"

    @pytest.mark.parametrize(
        ("address", "who", "status"),
        [
            ("/prove/apen/", "anonymous", 200),
            ("/prove/apen/", "member", 200),
            ("/prove/egen/", "anonymous", 302),
            ("/prove/egen/", "stranger", 200),
            ("/prove/uten/ord/", "anonymous", 302),
            ("/prove/uten/ord/", "member", 403),
            ("/prove/uten/ord/", "secretary", 200),
            ("/prove/med/haslum/ord/", "anonymous", 302),
            ("/prove/med/haslum/ord/", "branch leader", 200),
            ("/prove/med/haslum/ord/", "board member", 403),  # sees it, may not change it
            ("/prove/med/haslum/ord/", "neighbour leader", 404),  # does not see it
            ("/prove/med/finnes-ikke/ord/", "board leader", 404),
            ("/prove/kolonne/haslum/", "branch leader", 200),
            ("/prove/kolonne/haslum/", "neighbour leader", 403),
            ("/prove/kolonne/finnes-ikke/", "branch leader", 404),
        ],
    )
    def test_who_gets_what(self, client, address, who, status):
        people = cast()
        people.sign_in(client, who)

        assert client.get(address).status_code == status

    def test_what_one_may_not_see_answers_exactly_as_what_is_absent(self, client):
        people = cast()
        people.sign_in(client, "neighbour leader")

        hidden, absent = client.get("/prove/med/haslum/ord/"), client.get("/prove/med/finnes-i/ord/")

        key = re.compile(rb'[\w-]+" ?(?=/?>)|value="[^"]*"')
        assert key.sub(b"", hidden.content).replace(b"haslum", b"") == key.sub(b"", absent.content).replace(
            b"finnes-i", b""
        )

    def test_the_rest_of_the_address_is_handed_on(self, client):
        people = cast()
        people.sign_in(client, "board leader")

        assert client.get("/prove/med/haslum/ord/").content == b"haslum ord"
        assert client.get("/prove/uten/ord/").content == b"ord"

    def test_a_refusal_says_the_acts_own_words(self, client):
        people = cast()
        people.sign_in(client, "board member")

        body = client.get("/prove/med/haslum/ord/").content.decode()

        assert "Siden redigeres av dem som leder enheten, og av styret i kommunepartiet." in body


class TestShow:
    @pytest.mark.parametrize(
        ("headers", "body"),
        [
            ({}, "hele del innhold"),
            ({"HX-Request": "true"}, "del innhold"),
            ({"HX-Request": "true", "HX-Boosted": "true"}, "hele del innhold"),
            ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, "hele del innhold"),
        ],
    )
    def test_htmx_gets_the_part_and_everybody_else_the_page(self, client, example_template, headers, body):
        response = client.get("/prove/vis/", headers=headers)

        assert response.content.decode() == body
        assert {"HX-Request", "Cookie"} <= {word.strip() for word in response["Vary"].split(",")}

    def test_a_refused_form_answers_422(self, client, example_template):
        assert client.get("/prove/feil/").status_code == 422


class TestAnswer:
    @pytest.mark.parametrize(
        ("query", "headers", "status", "body"),
        [
            ("", {}, 302, ""),
            ("", {"HX-Request": "true"}, 200, "del innhold"),
            ("?status=422", {}, 422, "hele del innhold"),
            ("?status=422", {"HX-Request": "true"}, 422, "del innhold"),
        ],
    )
    def test_what_follows_an_act(self, client, example_template, query, headers, status, body):
        response = client.post(f"/prove/svar/{query}", headers=headers)

        assert (response.status_code, response.content.decode()) == (status, body)

    @pytest.mark.parametrize(
        ("wish", "goes_to"),
        [
            ("/min-side/", "/min-side/"),
            ("", "/hjem/"),
            ("https://example.org/", "/hjem/"),
            ("//example.org/", "/hjem/"),
            ("/\\example.org", "/hjem/"),
            ("javascript:alert(1)", "/hjem/"),
            ("http://testserver/her/", "http://testserver/her/"),
        ],
    )
    def test_the_way_on_stays_on_our_site(self, client, wish, goes_to):
        assert client.get("/prove/videre/", {"next": wish})["Location"] == goes_to
        assert client.post("/prove/videre/", {"next": wish})["Location"] == goes_to

    def test_htmx_follows_as_a_whole_new_page(self, client):
        response = client.get("/prove/videre/", headers={"HX-Request": "true"})

        assert (response.status_code, response["HX-Redirect"]) == (200, "/hjem/")


class TestTextsAreGivenBack:
    address = "/organisasjon/haslum/rediger/"
    text = "Vi møtes på biblioteket & kafeen."

    def test_after_sign_out(self, client):
        people = cast()
        people.sign_in(client, "branch leader")
        client.get(self.address)
        client.logout()

        response = client.post(self.address, {"about": self.text, "meets": "", "engangsnokkel": "hemmelig"})

        body = response.content.decode()
        assert (response.status_code, response.context["page"]["title"]) == (403, "Du er logget ut")
        assert response.context["page"]["written"] == [("about", self.text)]
        assert "Vi møtes på biblioteket &amp; kafeen." in body
        assert re.findall(r"<dt[^>]*>(.*?)</dt>", body) == ["Om dere"]
        people.haslum.refresh_from_db()
        assert people.haslum.about == ""

    def test_from_a_stale_page(self):
        people = cast()
        client = people.sign_in(Client(enforce_csrf_checks=True), "branch leader")

        response = client.post(self.address, {"about": self.text, "csrfmiddlewaretoken": "gammel"})

        assert (response.status_code, response.context["page"]["title"]) == (403, "Siden du sendte fra, er for gammel")
        assert response.context["page"]["written"] == [("about", self.text)]

    def test_who_wrote_nothing_is_asked_to_sign_in(self, client):
        cast()

        response = client.post(self.address, {"engangsnokkel": "x"})

        assert response.status_code == 302
        assert response["Location"].endswith("?next=/organisasjon/haslum/rediger/")


class TestLog:
    @pytest.mark.parametrize("address", ["/prove/uten/ord/", "/prove/med/finnes-ikke/ord/", "/finnes-ikke/"])
    def test_answers_that_refuse_write_nothing(self, client, caplog, address):
        cast().sign_in(client, "member")

        assert client.get(address).status_code in {403, 404}
        assert [record for record in caplog.records if record.name.startswith("django")] == []

    @pytest.mark.parametrize("status", [400, 405, 500])
    def test_all_others_are_written(self, caplog, status):
        log_response("Wrong: %s", "/sti/", response=HttpResponse(status=status))

        assert [record.getMessage() for record in caplog.records] == ["Wrong: /sti/"]


class TestPrivacy:
    def test_pages_of_the_signed_in_are_kept_nowhere(self, client):
        people = cast()
        visitor = client.get("/prove/apen/").headers.get("Cache-Control", "")
        people.sign_in(client, "member")

        assert client.get("/prove/apen/")["Cache-Control"] == "private, no-store"
        assert visitor == ""

    @pytest.mark.parametrize(("cookie", "language"), [("nn", "nn"), ("en", "en"), ("de", "nb"), (None, "nb")])
    def test_the_language_is_the_readers_own_choice(self, client, cookie, language):
        if cookie is not None:
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie

        response = client.get("/prove/apen/", headers={"Accept-Language": "en-GB"})

        assert response["Content-Language"] == language


def test_the_examples_hide_none_of_the_real_addresses():
    assert get_resolver("tests.core.example_urls").resolve("/organisasjon/").view_name == "organisation:units"
