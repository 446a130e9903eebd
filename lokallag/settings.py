"""All settings, read from the environment (docs/operations.md lists the variables)."""

import secrets
from logging import ERROR, LogRecord
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lokallag.core.database import database_settings, head_file

env = environ.Env()
PACKAGE = Path(__file__).resolve().parent
VAR = Path(env.str("LOKALLAG_VAR", default=str(PACKAGE.parent / "var"))).resolve()


def _secret() -> str:
    """Return the secret from the environment, or the one kept in the private folder (made on first use)."""
    given: str = env.str("LOKALLAG_SECRET_KEY", default="")
    if given:
        return given
    path = VAR / "secret"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        VAR.mkdir(parents=True, exist_ok=True)
        fresh = secrets.token_urlsafe(64)
        try:
            with path.open("x") as file:
                path.chmod(0o600)
                file.write(fresh)
        except FileExistsError:
            return path.read_text().strip()
        return fresh


SECRET_KEY = _secret()
# Secrets used before the present one: the ledger of erasures is read with them too, and nothing else (ADR 0015).
OLD_SECRET_KEYS: list[str] = env.list("LOKALLAG_OLD_SECRET_KEYS", default=[])
DEBUG = env.bool("LOKALLAG_DEBUG", default=False)
DEMO = env.bool("LOKALLAG_DEMO", default=False)
LISTEN = env.str("LOKALLAG_LISTEN", default="")  # the address that ``lokallag serve`` listens on, told by it

# The address that members use. Its scheme decides all that HTTPS brings, its host is the only one answered.
SITE_URL = env.str("LOKALLAG_URL", default="http://localhost:8000").rstrip("/")
_address = urlsplit(SITE_URL)
HTTPS = _address.scheme == "https"
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [_address.hostname or "localhost"] if HTTPS else [_address.hostname or "localhost", *LOOPBACK]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
if HTTPS:
    # The proxy in front must set this header itself and drop what a visitor sends (docs/operations.md).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-okt", "__Host-csrf"
else:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "okt", "csrf"

INSTALLED_APPS = [
    "lokallag.web",
    "lokallag.demo",
    "lokallag.start",
    "lokallag.privacy",
    "lokallag.mailing",
    "lokallag.followup",
    "lokallag.playbook",
    "lokallag.events",
    "lokallag.networks",
    "lokallag.register",
    "lokallag.membership",
    "lokallag.territory",
    "lokallag.organisation",
    "lokallag.people",
    "lokallag.outbox",
    "lokallag.ui",
    "lokallag.core",
    "rules.apps.AutodiscoverRulesConfig",
    "procrastinate.contrib.django",
    "template_partials",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "lokallag.core.scope.RequestScopeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lokallag.core.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lokallag.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lokallag.core.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lokallag.people.middleware.AssuranceMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lokallag.core.middleware.PrivacyHeadersMiddleware",
    "lokallag.core.middleware.MethodMiddleware",
]

ROOT_URLCONF = "lokallag.web.root_urls"
WSGI_APPLICATION = "lokallag.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "lokallag.web.navigation.chrome",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "lokallag.core.templatetags.core",
                "lokallag.ui.templatetags.ui",
            ],
        },
    }
]
FORM_RENDERER = "lokallag.ui.forms.Renderer"

DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(env.ENVIRON)}
AUDIT_HEAD_FILE: Path | None = head_file(env.ENVIRON)  # the head of the logs' chain, outside the database (ADR 0013)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # what is kept, and why: ADR 0010

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["lokallag.people.backends.PersonBackend"]
LOGIN_URL = "people:sign_in"
SECOND_FACTOR_URL = "people:confirm"
MAILBOX_URL = "people:prove"  # where who has no second factor shows that they read their mailbox
LOGIN_REDIRECT_URL = "web:my_page"
# Nobody has a password; this hasher is what Django's own user code falls back on.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "lokallag.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90  # the longest; people.domain.limits ends most sign-ins long before
CSRF_FAILURE_VIEW = "lokallag.core.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Bokmål")), ("nn", _("Nynorsk")), ("en", _("Engelsk"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "sprak"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "Europe/Oslo"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
PRINT_FONTS = Path(__file__).parent / "playbook" / "data" / "fonts"  # made by make, for all that is set on paper
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Messages. EMAIL_URL chooses SMTP; without it messages are shown on the console, in the demo on a page.
OUTBOX_BACKEND = env.str(
    "LOKALLAG_OUTBOX", default="smtp" if env.str("EMAIL_URL", default="") else ("page" if DEMO else "console")
)
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
# Where letters that cannot be delivered come back to. The mail server pipes what comes to it, and to it with a plus and
# more behind its name, to `lokallag outbox_bounce`. Empty: they come back to the sender's address.
OUTBOX_RETURN = env.str("LOKALLAG_BOUNCES", default="")
# The key that we sign mails with (DKIM), and the name and domain under which its public half stands in DNS. Without a
# key the mail server signs.
DKIM_KEY = env.str("LOKALLAG_DKIM_KEY", default="")
DKIM_SELECTOR = env.str("LOKALLAG_DKIM_SELECTOR", default="")
DKIM_DOMAIN = env.str("LOKALLAG_DKIM_DOMAIN", default="")
# Whom to tell of a weakness: an e-mail address or an https address. Empty: the organisation's public address.
SECURITY_CONTACT = env.str("LOKALLAG_SECURITY_CONTACT", default="")

DEFAULT_FROM_EMAIL = env.str("LOKALLAG_FROM", default=f"lokallag@{_address.hostname or 'localhost'}")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"


def _is_worth_a_line(record: LogRecord) -> bool:
    """Tell whether Django's word about an answer is news: 403 and 404 are answers, each with a traceback otherwise."""
    return record.levelno >= ERROR or getattr(record, "status_code", None) not in {403, 404}


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "answers": {"()": "django.utils.log.CallbackFilter", "callback": _is_worth_a_line},
        "secrets": {"()": "lokallag.core.masking.MaskSecrets"},
    },
    "loggers": {"django.request": {"filters": ["answers"]}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOKALLAG_LOG", default="WARNING")},
}
