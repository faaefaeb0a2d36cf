"""Django's settings: one place, read from the environment, safe by default."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from fengqiao.config import env

ENV = env.read(os.environ)
HOME = ENV.home
os.environ.setdefault("FENGQIAO_HOME", str(HOME))  # where the packs of the site lie, for every part that looks
PACKAGE = Path(__file__).resolve().parents[1]

DEBUG = ENV.is_debug
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = list(ENV.hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.trusted_origins)
ROOT_URLCONF = "fengqiao.config.urls"
WSGI_APPLICATION = "fengqiao.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Apps, from the floor up; one is listed when it is born.
ROOMS = (
    "kernel",
    "ui",
    "apps.organisations",
    "apps.accounts",
    "apps.helpers",
    "apps.documents",
    "apps.files",
    "apps.cases",
    "apps.intake",
    "apps.mediation",
    "apps.followups",
    "apps.sweeps",
    "apps.occasions",
    "apps.notices",
    "apps.campaigns",
    "apps.insight",
    "apps.methods",
    "apps.leads",
    "apps.figures",
    "apps.joint",
    "apps.centres",
    "apps.portal",
    "apps.api",
)
BORN = tuple(room for room in ROOMS if (PACKAGE / room.replace(".", "/") / "__init__.py").is_file())
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "axes",
    *(f"fengqiao.{room}" for room in BORN),
    "fengqiao.config",
]

MIDDLEWARE = [
    "fengqiao.config.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fengqiao.config.middleware.refuse_nul",
    "fengqiao.config.middleware.refuse_too_much",
    "fengqiao.config.middleware.head_as_get",
    "fengqiao.apps.api.errors.always_json",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "fengqiao.apps.accounts.middleware.ActorMiddleware",
    "fengqiao.ui.language.desks_in_their_languages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fengqiao.ui.refusals.RefusalMiddleware",
]

_CONTEXT = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.messages.context_processors.messages",
    "fengqiao.ui.context.shell",
]
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": _CONTEXT,
            "loaders": [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

# The serving role; migrations run as DATABASE_OWNER (console.django_env.as_owner).
DATABASES = {"default": ENV.database} if ENV.database else {}
DATABASE_OWNER = ENV.owner

# People. Sessions live in a signed cookie: a page costs one query for who is there, and the user row can end them all.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_NAME = "fengqiao"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# The face: who sees which entry, and whose office this is.
NAVIGATION = "fengqiao.config.wiring.NAVIGATION"
COUNTY = ENV.county
COUNTY_NAME = ENV.county_name
COUNTY_PHONE = ENV.county_phone
DEMO = ENV.is_demo

# Personal identifiers are sealed with keys that never enter the database.
VAULT_KEYS = ENV.vault_keys
VAULT_KEY_ID = ENV.vault_key_id

# Files that people bring: how large one may be, how many come with one act, and who looks for viruses (empty: nobody).
FILE_MEGABYTES = ENV.file_megabytes
REQUEST_MEGABYTES = max(24, FILE_MEGABYTES + 4)  # of one request; a table for import may have 20
FILES_AT_ONCE = ENV.files_at_once
CLAMD = ENV.clamd

# Words and time.
LANGUAGE_CODE = "zh-hans"
FURTHER_LANGUAGES = env.further_languages(ENV.languages, HOME / "locale" / "languages.json")  # for citizens, not for desks
LANGUAGES = [("zh-hans", "中文"), ("en", "English"), *((code, told["name"]) for code, told in FURTHER_LANGUAGES.items())]
LOCALE_PATHS = [HOME / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Built pages: esbuild writes front/dist, collectstatic gathers everything under names that carry their hash.
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [HOME / "front" / "dist"]
BUILT_FILES = "fengqiao.config.static.BuiltFiles"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {
        "location": HOME / "files", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700,
    }},
    "staticfiles": {"BACKEND": BUILT_FILES if (STATIC_ROOT / "staticfiles.json").is_file() else _PLAIN},
}

# The browser.
CSRF_FAILURE_VIEW = "fengqiao.ui.views.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.is_https else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SILENCED_SYSTEM_CHECKS = ["staticfiles.W004", "axes.W002"]  # built later; the sign-in page answers lock-outs itself
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
