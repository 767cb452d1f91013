"""Settings, from the environment alone. docs/operations.md has a line for each variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import described, env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("LYKTA_DATA_DIR", str(BASE_DIR / "var")))

DEMO = env.flag("LYKTA_DEMO", default=False)
DEBUG = env.flag("LYKTA_DEBUG", default=False)
PORT = env.number("PORT", default=8000, minimum=1)  # where the demo serves; its SMS emulator takes the next one
PUBLIC_URL = env.origin("LYKTA_PUBLIC_URL", f"http://127.0.0.1:{PORT}" if DEMO else "")
HOST = str(urlsplit(PUBLIC_URL).hostname)
SECURE = PUBLIC_URL.startswith("https://")

DEMO_SECRET_KEY = "demo-only-and-known-to-everyone-never-use-this-in-production"  # noqa: S105 - refused outside the demo
SECRET_KEY = env.text("LYKTA_SECRET_KEY", DEMO_SECRET_KEY if DEMO else "")
SECRET_KEY_FALLBACKS = env.words("LYKTA_SECRET_KEY_FALLBACKS")
MINIMUM_SECRET_LENGTH = 50
if not DEMO and (SECRET_KEY == DEMO_SECRET_KEY or len(SECRET_KEY) < MINIMUM_SECRET_LENGTH):
    raise ImproperlyConfigured(
        "LYKTA_SECRET_KEY is missing, too short or the demo's. Set it to at least 50 random characters, for example "
        "from: python -c 'import secrets; print(secrets.token_urlsafe(50))', or point LYKTA_SECRET_KEY_FILE at a file "
        "that holds it."
    )

ALLOWED_HOSTS = env.words("LYKTA_ALLOWED_HOSTS") or [HOST]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]

INSTALLED_APPS = [
    "messaging",
    "volunteers",
    "scheduling",
    "fieldwork",
    "api",
    "config",
    *(["demo"] if DEMO else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_q",
    "rest_framework",
    "drf_spectacular",
    "tree_queries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
# A machine's webhook must meet the URL it was given, never a redirect that loses its body and signature.
APPEND_SLASH = False

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
                "volunteers.context.shell",
                *(["demo.context.demo_accounts"] if DEMO else []),
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES: dict[str, Any] = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'lykta.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("LYKTA_REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # Counts of requests: without Redis each web process counts its own, since a row written for every reading of the
    # API would cost more than the limit protects.
    "rates": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "rates"}
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rates",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # far more than there are keys: none may be dropped within its window
    },
}

# django-q2 only wakes the workers; rows carry the work. Its retry clock starts when a task is fetched, so retry is
# far above timeout, and a task is safe to run twice.
Q_CLUSTER: dict[str, Any] = {
    "name": "lykta",
    "workers": env.number("LYKTA_WORKERS", default=2, minimum=1),  # one delivers webhooks, the other is free for texts
    "timeout": 30,
    "retry": 300,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "bulk": 1,
    "queue_limit": 1,
    "save_limit": 100,
    "label": "Lykta",
    **({"redis": REDIS_URL} if REDIS_URL else {"orm": "default", "poll": 0.5}),
}

AUTH_USER_MODEL = "volunteers.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "volunteers.authentication.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "volunteers.authentication.SignInForm",
    "reset_password": "volunteers.authentication.AskForResetForm",
    "reset_password_from_key": "volunteers.authentication.ResetForm",
    "change_password": "volunteers.authentication.ChangeForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("LYKTA_TRUSTED_PROXIES", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = HOME_URL = "/pass"
START_URL = "/"  # what visitors see first
# The main menu's paths: the shell is drawn in volunteers, the pages belong to apps above it.
NAVIGATION = {
    "tonight": "/ikvall",
    "board": HOME_URL,
    "inbox": "/inkorg",
    "routes": "/rutter",
    "people": "/folk",
    "associations": "/foreningar",
    "follow_up": "/uppfoljning",
}
# Pages reached from there.
NAVIGATION_HOLDS = {
    "tonight": ["/jour", "/larm/kommun", "/larm/ovning", "/loggar"],
    "board": ["/kalender", "/sasonger"],
    "associations": [
        *("/omraden", "/kommun", "/partner", "/narvaro", "/regler"),
        *("/agare", "/overlamningar", "/vardar", "/genomgang", "/iakttagelser"),
    ],
}
ASSOCIATION_PARAMETER = "forening"  # how the board's address names one association
THEME_COOKIE_NAME = "lykta_theme"

LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}
LANGUAGES = [(code, LANGUAGE_NAMES[code]) for code in env.choices("LYKTA_LANGUAGES", LANGUAGE_NAMES)]
LANGUAGE_CODE = env.choice("LYKTA_LANGUAGE", LANGUAGES[0][0], dict(LANGUAGES))
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.zone("LYKTA_TIME_ZONE", "Europe/Stockholm")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT: Path | None = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEMO or DEBUG:
    # The demo serves what lies in static/ without a build step, so a second start is ready in seconds.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    STATIC_ROOT = None

EMAIL_HOST = env.text("LYKTA_EMAIL_HOST")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.number("LYKTA_EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("LYKTA_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("LYKTA_EMAIL_PASSWORD")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("LYKTA_EMAIL_FROM", "Lykta <lykta@localhost>")

# The present moment, as a dotted path. Only the demo sets another, to let time be moved on.
CLOCK = "demo.domain.moments.moved_now" if DEMO else "django.utils.timezone.now"

# SMS. The same twilio-python calls reach the real service or the emulator by LYKTA_TWILIO_API_URL alone.
# What the worker is woken for when a text is queued: the rota looks at it once more before it leaves.
SEND_DUE_JOB = "api.tasks.send_due_texts"
SMS_GATEWAY = "messaging.gateways.twilio.TwilioGateway"
DEMO_AUTH_TOKEN = "demo-auth-token-demo-auth-token0"  # noqa: S105 - refused outside the demo
TWILIO_ACCOUNT_SID = env.text("LYKTA_TWILIO_ACCOUNT_SID", "AC" + "0" * 32 if DEMO else "")
TWILIO_AUTH_TOKEN = env.text("LYKTA_TWILIO_AUTH_TOKEN", DEMO_AUTH_TOKEN if DEMO else "")
TWILIO_API_URL = env.text("LYKTA_TWILIO_API_URL", f"http://127.0.0.1:{PORT + 1}" if DEMO else "")
TWILIO_FROM = env.phone("LYKTA_TWILIO_FROM", "+46701740699" if DEMO else "")
TWILIO_MESSAGING_SERVICE_SID = env.text("LYKTA_TWILIO_MESSAGING_SERVICE_SID")
TWILIO_PER_SECOND = env.number("LYKTA_TWILIO_PER_SECOND", default=0 if DEMO else 1)  # segments; 0: no limit
if not DEMO and not (TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN and (TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID)):
    raise ImproperlyConfigured(
        "Texts cannot be sent: set LYKTA_TWILIO_ACCOUNT_SID, LYKTA_TWILIO_AUTH_TOKEN and LYKTA_TWILIO_FROM "
        "(or LYKTA_TWILIO_MESSAGING_SERVICE_SID) to the values of your Twilio account."
    )
if not DEMO and TWILIO_AUTH_TOKEN == DEMO_AUTH_TOKEN:
    raise ImproperlyConfigured("LYKTA_TWILIO_AUTH_TOKEN is the demo's, known to everyone. Set it to your account's.")
TEXTS_KEPT_DAYS = env.number("LYKTA_TEXTS_KEPT_DAYS", default=365, minimum=1)
PHONE_COUNTRIES = env.words("LYKTA_PHONE_COUNTRIES", "SE")
# How many automatic answers one number gets within an hour: two machines that answer each other stop there.
REPLIES_PER_HOUR = env.number("LYKTA_REPLIES_PER_HOUR", default=8, minimum=1)
# What is about tonight (UTE, HEMMA, MER, TAR, a word for help) is answered far longer, yet not for ever.
SAFETY_REPLIES_PER_HOUR = env.number("LYKTA_SAFETY_REPLIES_PER_HOUR", default=40, minimum=20)
SMS_PRICE = env.amount("LYKTA_SMS_PRICE", "0.60")  # kronor for a segment, until the provider has said its own

# Codes that prove a number, in a day: from one address on the net, and for one municipality in all.
CODES_PER_ADDRESS = env.number("LYKTA_CODES_PER_ADDRESS", default=20, minimum=1)
CODES_PER_TOWN = env.number("LYKTA_CODES_PER_TOWN", default=200, minimum=1)
# What somebody who wants to walk has told is kept so long, unless they become a volunteer.
INTERESTS_KEPT_DAYS = env.number("LYKTA_INTERESTS_KEPT_DAYS", default=60, minimum=8)
# The night itself: what was told before it, and when hosts were at work, goes so long after it.
BRIEFINGS_KEPT_DAYS = env.number("LYKTA_BRIEFINGS_KEPT_DAYS", default=3, minimum=1)
HOST_DUTIES_KEPT_DAYS = env.number("LYKTA_HOST_DUTIES_KEPT_DAYS", default=30, minimum=1)
# Who was told of an alarm, took it and resolved it: two drills, or the time it takes to talk an alarm through.
ALARM_NAMES_KEPT_DAYS = env.number("LYKTA_ALARM_NAMES_KEPT_DAYS", default=60, minimum=1)

# What a group wrote of its night in its own words is kept so long; the counts stay.
LOG_NOTES_KEPT_DAYS = env.number("LYKTA_LOG_NOTES_KEPT_DAYS", default=30, minimum=1)

ANSWER_PATH = "/svar/{token}"  # the page that an e-mail leads to is in scheduling
OPEN_NIGHT_PATH = "/oppet/kvall/{uuid}"  # where everybody may take an open night
PERSONAL_PATH = "/jag/{token}"  # and so is a volunteer's own, that a text leads to
ALARM_PATH = "/larm/{token}"  # whoever is told of an alarm takes it there; its door is in fieldwork
TONIGHT_PATH = "/jag/{token}/kvall/{pk}/ute"  # a night of theirs, while it is near or on, is in fieldwork
NIGHT_PATH = "/ikvall/{pk}"  # and so is a shift as it goes, for its leaders
LOG_PATH = "/jag/{token}/kvall/{pk}/logg"  # where they tell of a night they have walked is in fieldwork too
OWNER_ANSWER_PATH = "/agare/svar/{token}"  # where whoever mends things answers; in fieldwork
OWNER_PHOTO_PATH = "/agare/bild/{uuid}/{token}.jpg"
HAND_OVERS_PATH = "/overlamningar"  # what is handed over to them
BECOME_PATH = "/bli-nattvandrare"  # open to all; its door is in scheduling, which knows the rules and the routes
PRESENCE_PATH = "/narvaro"
OBSERVATIONS_PATH = "/iakttagelser"  # what groups note of places; in fieldwork
PARTNERS_PATH = "/partner"  # its door is in api too
KEYS_PATH = "/nycklar"  # a person's own keys; in api as well
CALENDAR_PAST_DAYS = env.number("LYKTA_CALENDAR_PAST_DAYS", default=90, minimum=1)
CALENDAR_CANCELLED_DAYS = env.number("LYKTA_CALENDAR_CANCELLED_DAYS", default=30, minimum=1)
CALENDAR_PATH = "/calendar/{token}.ics"  # its door is in api, above the page that hands out the links
CALDAV_PATH = "/caldav/"  # and so is that of the calendars that devices follow

# Addresses that others have written down, webhooks and calendars, are called only on the open internet and by https.
# These networks are called too. The demo calls itself.
OUTWARD_NETWORKS = env.networks("LYKTA_OUTWARD_NETWORKS", "127.0.0.0/8" if DEMO else "")
OUTWARD_PLAIN_HTTP = env.flag("LYKTA_OUTWARD_PLAIN_HTTP", default=DEMO)
# What the worker is woken for when something is to be handed over to whoever mends it, or their system to be asked.
HAND_OVER_JOB = "fieldwork.tasks.hand_observations_over"
READ_SERVICES_JOB = "fieldwork.tasks.read_services_of_owners"
# Keys of owners' Open311 systems, each by the one address that it is ever sent to. None stands in the database.
OPEN311_KEYS = env.keys_by_address("LYKTA_OPEN311_KEYS")
# Calendars of others: what the worker is woken for when somebody adds one, and how long it rests between two visits.
FETCH_CALENDARS_JOB = "scheduling.tasks.fetch_calendars_of_others"
CALENDARS_EVERY_HOURS = env.number("LYKTA_CALENDARS_EVERY_HOURS", default=6, minimum=1)

# A list of people. A larger file is refused, and what is beyond the limit is never kept.
UPLOAD_MAX_SIZE = 5 * 1024 * 1024
PHOTO_MAX_SIZE = 15 * 1024 * 1024  # as a phone takes it; what is kept is made anew and much smaller
UPLOAD_MAX_SIZES = {"photo": PHOTO_MAX_SIZE}  # by the name of the field
FILE_UPLOAD_HANDLERS = [
    "config.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

OBSERVATION_PHOTOS_KEPT_DAYS = env.number("LYKTA_OBSERVATION_PHOTOS_KEPT_DAYS", default=30, minimum=1)
OBSERVATION_WORDS_KEPT_DAYS = env.number("LYKTA_OBSERVATION_WORDS_KEPT_DAYS", default=90, minimum=1)

# Map tiles are optional; without them a route is drawn as SVG.
TILE_URL, TILE_ORIGIN = env.tiles("LYKTA_TILE_URL")
TILE_ATTRIBUTION = env.text("LYKTA_TILE_ATTRIBUTION")

SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the proxy in front redirects to https; webhooks must never be redirected
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([TILE_ORIGIN] if TILE_ORIGIN else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "api.views.described.Described",
    "UNAUTHENTICATED_USER": None,
    "EXCEPTION_HANDLER": "api.views.problems.handle",
    "URL_FORMAT_OVERRIDE": None,  # what comes back is asked for by Accept alone
}
# For each key and class of routes (api.enums.RouteClass): so many requests in so many seconds.
API_RATES: dict[str, tuple[int, int]] = {"read": (600, 60), "write": (60, 60), "export": (6, 60)}
# What the worker is woken for when something is written to a shift's history. It is told of above the rota.
TELL_PARTNERS_JOB = "api.tasks.tell_partners"
EVENTS_KEPT_DAYS = env.number("LYKTA_EVENTS_KEPT_DAYS", default=90, minimum=7)  # longer than a webhook waits
CONTACT_READS_KEPT_DAYS = env.number("LYKTA_CONTACT_READS_KEPT_DAYS", default=730, minimum=30)
DELIVER_WEBHOOKS_JOB = "api.tasks.deliver_webhooks"
WEBHOOK_CONNECTIONS = env.number("LYKTA_WEBHOOK_CONNECTIONS", default=32, minimum=1)  # at once, from one worker
WEBHOOK_STOP_DAYS = env.number("LYKTA_WEBHOOK_STOP_DAYS", default=3, minimum=1)
WEBHOOK_LOG_DAYS = env.number("LYKTA_WEBHOOK_LOG_DAYS", default=30, minimum=1)
SPECTACULAR_SETTINGS = described.api(PUBLIC_URL)

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOGGING = logs.settings(env.choice("LYKTA_LOG_LEVEL", "INFO", LOG_LEVELS))
