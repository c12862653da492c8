"""One settings file: read from the environment, safe by default, loud when something is wrong."""

from pathlib import Path

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from psycopg.conninfo import conninfo_to_dict

from clinic import api_rules, env
from clinic.logs import SHARED, as_json
from clinic.pool import lines

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
TESTING = env.flag("TESTING")
SECRET_KEY = env.text("SECRET_KEY")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY must have at least 40 characters.")

# The demo signs anybody in as anybody: it may only ever answer on this machine.
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}
if DEMO and not DEBUG and not set(ALLOWED_HOSTS) <= LOOPBACK:
    raise ImproperlyConfigured(
        "DEMO=1 with a public host is refused: set ALLOWED_HOSTS to 127.0.0.1."
    )

# --- The clinic ---------------------------------------------------------------------------------
CLINIC = {
    "name": env.text("CLINIC_NAME", "Activ Therapy"),
    "phone": env.text("CLINIC_PHONE", "02 9726 4491"),
    "phone_international": env.text("CLINIC_PHONE_INTERNATIONAL", "+61297264491"),
    "video": env.text("CLINIC_VIDEO", "rKrdB-5R3C4"),
}
ANSWER_DAYS = env.number("CLINIC_ANSWER_DAYS", 2)  # working days, promised to whoever asks
PHONENUMBER_DEFAULT_REGION = env.text("PHONE_REGION", "AU")

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "clinic.look",
    "clinic.outbox",
    "clinic.places",
    "clinic.people",
    "drills",
    "programs",
    "bookings",
    "clinic.webhooks",
    "clinic.apps.FrontDoor",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "oauth2_provider",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "phonenumber_field",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clinic.units.UnitMiddleware",
    "clinic.refusals.RefusedFormsMiddleware",
    "clinic.rest.PrivateByDefaultMiddleware",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.look.context.clinic",
            ],
        },
    },
]
# Widgets take their templates from here, too: see templates/django/forms/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Database: PostgreSQL holds the truth; Redis only carries wake-ups ---------------------------
_database = conninfo_to_dict(env.text("DATABASE_URL"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname", "steady"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": str(_database.pop("port", "")),
        "OPTIONS": _database
        | lines(
            idle_seconds=env.number("DB_IDLE_SECONDS", 30, least=0),
            most=env.number("DB_POOL_MAX", 4),
        ),
    }
}
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        # Sign-in limits must hold across workers and with Redis gone, so the cache is a table.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_rows",
    }
}

# --- People and sign-in --------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
# Addresses are unique however they are capitalised: a constraint over lower(email) sees to it.
# Apps come back to https or to this very device, by a constraint of people.Client, not by a scheme.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "oauth2_provider.W008"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "clinic.people.signin.CodeByMailAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "clinic.people.forms.SignInForm",
    "confirm_login_code": "clinic.people.forms.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# How many proxies stand in front: the visitor's address is then the last but so many of
# X-Forwarded-For. Sign-in and enquiries are limited by address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0, least=0)
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_USER_DISPLAY = "clinic.people.signin.display_name"
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- Other apps that people let in (OAuth 2.0, RFC 9700) ------------------------------------------
OAUTH2_PROVIDER_APPLICATION_MODEL = "people.Client"
OAUTH2_PROVIDER = api_rules.oauth(BASE_URL)
# Nobody here has a password; secrets of services are hashed by the one named above.
PASSWORD_HASHERS = ["clinic.people.oauth.SecretHasher"]

# --- Messages we owe -----------------------------------------------------------------------------
MAIL_URL = env.text("MAIL_URL", f"mailbox://{BASE_DIR / '.demo' / 'mail'}")
MAILERS = {"default": env.mailer(MAIL_URL)}
MAILBOX_FOLDER = MAILERS["default"]["OPTIONS"].get("folder")  # type: ignore[attr-defined]
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Activ Therapy <hello@clinic.example>")
# How long news that the desk owes somebody can be taken back before it leaves.
NEWS_HOLD_SECONDS = env.number("NEWS_HOLD_SECONDS", 180)
MESSAGE_ID_DOMAIN = env.text("MESSAGE_ID_DOMAIN", "clinic.example")
# What the mail provider makes of a repeated Message-ID; docs/operations.md explains both.
MAIL_REPEATS = env.one_of(
    "MAIL_REPEATS",
    ["dropped", "doubled"],
    "dropped" if MAIL_URL.startswith("mailbox:") else "doubled",
)
# Who carries text messages, the first that can: sms+https://token@host/path?repeats=… or apprise:…
SMS_URLS = env.words("SMS_URLS")
TEXT_HOOK_SECRET = env.hook_secret("TEXT_HOOK_SECRET")  # of what they tell us
PUSH = env.push("PUSH_PRIVATE_KEY", "PUSH_CONTACT")  # notifications on phones; empty: none
OUTBOX_LEASE_SECONDS = env.number("OUTBOX_LEASE_SECONDS", 120)

# Posts may only go to this very machine where nobody else's data is: demo and tests.
WEBHOOKS_TO_LOOPBACK = DEMO or TESTING

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A lost wake-up is made good by the next one, so none is kept to be given back. Keeping them
    # made a worker exit when Redis was killed under it: restoring them met a closed connection.
    "ack_emulation": False,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Time and place ------------------------------------------------------------------------------
LANGUAGE_CODE = "en-au"
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Australia/Sydney")

# --- Static files --------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "clinic.look.finders.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "clinic.look.storage.HashedFiles"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# --- Photos and videos of drills: web and worker share this folder, and nobody serves it ----------
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / ".demo" / "media")))

# --- Security ------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clinic.home.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

WEB_HTTPS = env.flag("WEB_HTTPS", default=not (DEBUG or DEMO or TESTING))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WEB_HTTPS
SECURE_SSL_REDIRECT = WEB_HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if WEB_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = WEB_HTTPS
if WEB_HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- API -----------------------------------------------------------------------------------------
# Of one person, all kinds together (clinic/people/throttles.py).
API_CHANGES_A_MINUTE = env.number("API_CHANGES_A_MINUTE", 120, least=1)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "clinic.people.bearer.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["clinic.rest.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["clinic.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["clinic.people.throttles.PerPerson"],
    "DEFAULT_PAGINATION_CLASS": "clinic.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["clinic.rest.StrictFilters"],
    "DEFAULT_SCHEMA_CLASS": "clinic.schema.Schema",
    "EXCEPTION_HANDLER": "clinic.rest.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = api_rules.SCHEMA

# --- Logs: ids and events, never what people wrote -----------------------------------------------
structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=not TESTING,
)
LOGGING = as_json(env.text("LOG_LEVEL", "INFO"))
