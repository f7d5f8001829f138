"""All settings of the server, read once from the environment (see ``docs/adr`` for the choices)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from meetings.config.env import (
    BadEnvironment,
    env_bool,
    env_choice,
    env_folder,
    env_int,
    env_list,
    env_str,
    env_turn,
    secret_from_file,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
HOME = env_folder("NGHISU_HOME", BASE_DIR / "var")
"""Everything that this installation keeps: database, papers, keys, logs."""

SECRET_KEY = secret_from_file(Path(env_str("NGHISU_SECRET_KEY_FILE", str(HOME / "secret.key"))))
DEBUG = env_bool("NGHISU_DEBUG", False)
PROCESS_NAME = env_str("NGHISU_PROCESS", "web-1")

PUBLIC_HOSTS = env_list("NGHISU_HOST", ())
HTTPS_PORT = env_int("NGHISU_PORT", 8443, low=1, high=65535)
HTTP_PORT = env_int("NGHISU_HTTP_PORT", 8080, low=1, high=65535)
ALLOWED_HOSTS = [*PUBLIC_HOSTS, "localhost", "127.0.0.1", "[::1]"] if PUBLIC_HOSTS else ["*"]
"""Without NGHISU_HOST any name of this machine is accepted; sockets still demand the page's own origin."""
CA_FILE = HOME / "tls" / "ca.pem"

ORGANISATION = env_str("NGHISU_ORGANISATION", "")
"""Name of the body, shown under the mark to people without a unit and before sign-in."""
HELP_CONTACT = env_str("NGHISU_HELP", "")
"""Whom to call, as read in «Cần giúp: gọi …»; empty: «bộ phận kỹ thuật của cơ quan»."""

REDIS_URL = env_str("REDIS_URL", f"unix://{HOME / 'redis.sock'}?db=0")

VIDEO_CODEC = env_choice("NGHISU_VIDEO_CODEC", "vp8", ("vp8", "vp9", "av1"))
"""How cameras and screens are sent where all who look on can decode it; else VP8."""

TURN_URLS, TURN_SECRET = env_turn("NGHISU_TURN_URLS", "NGHISU_TURN_SECRET")
"""Relays for pages whose network lets no UDP through; none: such pages have no picture and sound."""

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "django_vite",
    "axes",
    "meetings.core",
    "meetings.accounts",
    "meetings.rooms",
    "meetings.agenda",
    "meetings.notices",
    "meetings.documents",
    "meetings.library",
    "meetings.handouts",
    "meetings.attendance",
    "meetings.interpreting",
    "meetings.screens",
    "meetings.invitations",
    "meetings.seating",
    "meetings.speaking",
    "meetings.questioning",
    "meetings.voting",
    "meetings.messages",
    "meetings.minutes",
    "meetings.directory",
    "meetings.live",
    "meetings.dossiers",
    "meetings.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "meetings.core.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "meetings.accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "meetings.core.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "meetings.config.urls"
ASGI_APPLICATION = "meetings.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "meetings.accounts.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "meetings.core.templatetags.nghisu",
            ],
        },
    },
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "meetings.core.sqlite3",
            "NAME": unquote(parts.path) or ":memory:",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise BadEnvironment("DATABASE_URL: cần sqlite:///… hoặc postgresql://….")


DATABASES = {"default": _database(env_str("DATABASE_URL", f"sqlite:///{HOME / 'nghisu.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_MIN_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
"""The sixth try is refused, also with the right password."""
AXES_COOLOFF_TIME = 0.25
"""Hours."""
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_PROXY_COUNT = env_int("NGHISU_PROXY_COUNT", 0, low=0, high=5)
AXES_LOCKOUT_CALLABLE = "meetings.accounts.views.locked_out"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "web" / "locale"]
TIME_ZONE = env_str("NGHISU_TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "web" / "static"]
WHITENOISE_USE_FINDERS = True
DJANGO_VITE = {
    "default": {
        "manifest_path": BASE_DIR / "web" / "static" / "build" / "manifest.json",
        "static_url_prefix": "build",
    }
}
MEDIA_ROOT = HOME / "papers"
ACCEL_PREFIX = env_str("NGHISU_ACCEL_PREFIX", "")
"""Address under which the nginx in front sends files of ``MEDIA_ROOT`` for us (``deploy/nginx``); empty: none does."""
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_PAPER_BYTES = env_int("NGHISU_MAX_PAPER_MB", 100, low=1, high=2000) * 1024 * 1024
MAX_ZIP_BYTES = env_int("NGHISU_MAX_ZIP_MB", 1000, low=1, high=100_000) * 1024 * 1024
"""A ZIP of papers, packed; each paper inside obeys ``MAX_PAPER_BYTES``."""
MAX_ZIP_FILES = env_int("NGHISU_MAX_ZIP_FILES", 300, low=1, high=5000)
UPLOAD_DAYS = env_int("NGHISU_UPLOAD_DAYS", 3, low=1, high=60)
"""How long a half-sent file waits for its other half."""
MAX_RECORDING_BYTES = env_int("NGHISU_MAX_RECORDING_MB", 2000, low=1, high=100_000) * 1024 * 1024
CLAMD = env_str("NGHISU_CLAMD", "")
"""Where ClamAV listens, ``unix:/path`` or ``host:port``; empty: Debian's socket if it is there; ``off``: never."""
if CLAMD and CLAMD != "off" and not CLAMD.startswith("unix:/") and not CLAMD.rpartition(":")[2].isdigit():
    raise BadEnvironment(f"NGHISU_CLAMD={CLAMD!r}: cần unix:/đường/dẫn, máy:cổng hoặc off.")
HIGHEST_SECRECY = env_choice("NGHISU_HIGHEST_SECRECY", "none", ("none", "mat"))
MAX_RECORDING_HOURS = 12

SESSION_ENGINE = "meetings.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-nghisu"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
"""How long a sign-in lasts unused; the live pages of an open meeting keep renewing it."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
"""The cookie itself has no end, else it would run out on the tablet in the middle of a long sitting."""
KIOSK_COOKIE_NAME = "__Host-kiosk"
"""The token of a room's device; never a person."""
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_FAILURE_VIEW = "meetings.core.views.csrf_failure"
SECURE_SSL_REDIRECT = False
"""``meetings.core.middleware`` redirects http to https, all but the page that hands out the local CA."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if AXES_IPWARE_PROXY_COUNT else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("NGHISU_LOG_LEVEL", "INFO")},
    "loggers": {"daphne": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
