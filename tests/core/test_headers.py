"""What a browser is told with every page, and what production settings add to it."""

import os
import subprocess
import sys

import pytest

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/logg-inn/", "/avdelinger/", "/finnes-ikke/", "/helse/", "/tema.css"])
def test_the_browser_may_load_and_run_only_what_is_ours(client, path):
    headers = client.get(path).headers

    said = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert said >= POLICY
    assert not [part for part in said if "unsafe" in part or "http" in part or "*" in part]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def run(tmp_path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run Django with production settings: an address with HTTPS, and nothing of a test's."""
    environ = {"PATH": os.environ["PATH"], "LOKALLAG_VAR": str(tmp_path), "LOKALLAG_URL": "https://lag.example.org"}
    environ["DJANGO_SETTINGS_MODULE"] = "lokallag.settings"
    return subprocess.run(
        [sys.executable, "-m", "django", *words], env=environ, capture_output=True, text=True, check=False
    )


def test_production_settings_pass_the_deployment_check_without_warnings(tmp_path):
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "System check identified no issues" in done.stdout


def test_under_https_cookies_are_secure_and_bound_to_the_host(tmp_path):
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_SAMESITE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS >= 31536000, s.ALLOWED_HOSTS)"
    )

    done = run(tmp_path, "shell", "--no-imports", "--command", asked)

    assert done.stdout == "__Host-okt __Host-csrf True True Lax True True ['lag.example.org']\n", done.stderr
