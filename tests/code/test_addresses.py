"""Every address has a known guard, answers only the methods it means to, and is ours."""

from django.test import RequestFactory

from lokallag.core.permissions import known_acts
from lokallag.core.views import GUARD
from tests.code.addresses import addresses

OPEN_GUARDS = {"public", "personal"}
MEANT = {"GET", "HEAD", "POST"}


def test_there_are_addresses():
    assert len(addresses()) > 20


def test_every_view_is_guarded_by_a_known_act_or_says_who_it_is_for():
    known = OPEN_GUARDS | set(known_acts())

    unguarded = [str(address) for address in addresses() if getattr(address.view, GUARD, None) not in known]

    assert unguarded == []


def test_a_view_without_a_guard_is_found():
    """The test above sees what it looks for: an address of Django's own carries no guard."""
    from django.contrib.auth.views import LoginView

    assert getattr(LoginView.as_view(), GUARD, None) is None


def test_only_public_views_are_open_to_those_who_are_not_signed_in():
    opened = [
        str(address)
        for address in addresses()
        if not getattr(address.view, "login_required", True) and getattr(address.view, GUARD, None) != "public"
    ]
    closed = [
        str(address)
        for address in addresses()
        if getattr(address.view, "login_required", True) and getattr(address.view, GUARD, None) == "public"
    ]

    assert (opened, closed) == ([], [])


def test_every_view_answers_only_get_and_post():
    """The method is refused before anything else is looked at: the request here has no person and no session."""
    loose = [str(address) for address in addresses() if not address.methods or address.methods - MEANT]

    assert loose == []


def test_other_methods_are_refused_by_every_view():
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        answered = [
            str(address)
            for address in addresses()
            if address.view(RequestFactory().generic(method, "/")).status_code != 405
        ]
        assert (method, answered) == (method, [])


def test_only_the_way_out_of_mailings_is_free_of_the_csrf_check():
    """A mail reader sends one press without page or cookie (RFC 8058); the sealed token in the address is the proof."""
    free = [str(address) for address in addresses() if getattr(address.view, "csrf_exempt", False)]

    assert free == ["/avmelding/<str:token>/ (mailing:way_out)"]


def test_all_views_are_our_own():
    """No administration of Django's, no library's sign-up or password page: what we do not use is not mounted."""
    foreign = [str(address) for address in addresses() if not address.view.__module__.startswith("lokallag.")]

    assert foreign == []


def test_addresses_are_norwegian_ascii_with_an_end():
    odd = [
        str(address)
        for address in addresses()
        if not address.route.isascii()
        or not (address.route == "" or address.route.endswith("/") or "." in address.route)
    ]

    assert odd == []


def test_every_address_has_a_name_of_its_own():
    names = [address.name for address in addresses()]

    assert sorted(set(names)) == sorted(names)
