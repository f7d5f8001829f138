"""What every answer of the server has in common: https, a strict content policy, domain errors as pages."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render

from meetings.core import clock, storage
from meetings.core.errors import DomainError

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]
PLAIN_HTTP_PATHS = ("/thiet-bi/", "/healthz", "/static/")
"""Served without TLS: a tablet fetches the local CA from here before it can trust us."""


class ContentSecurityPolicyMiddleware:
    """Redirect http to https (but for ``PLAIN_HTTP_PATHS``) and set a content policy with a fresh nonce."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if not request.is_secure() and not request.path.startswith(PLAIN_HTTP_PATHS):
            host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
            return HttpResponsePermanentRedirect(f"https://{host}:{settings.HTTPS_PORT}{request.get_full_path()}")
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_policy(nonce))
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)")
        return response


def content_policy(nonce: str) -> str:
    """Return the Content-Security-Policy: only our own files; scripts by nonce; workers and blobs for pdf.js."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
        f"script-src 'self' 'nonce-{nonce}'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
        "manifest-src 'self'"
    )


class DomainErrorMiddleware:
    """Turn a domain error into a calm page, an htmx fragment or JSON, with its Vietnamese sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain error or a full disk; anything else goes on to Django's handler."""
        if isinstance(exception, (DatabaseError, OSError)) and storage.is_full(exception):
            log.error("%s %s was not carried out: the disk is full", request.method, request.path)
            exception = storage.DiskFull()
        if not isinstance(exception, DomainError):
            return None
        incident = f"TC-{secrets.randbelow(10**6):06d}"
        log.info("%s: refused %s %s: %s", incident, request.method, request.path, exception.code)
        if "application/json" in request.headers.get("Accept", ""):
            body = {"code": exception.code, "message": exception.message}
            return JsonResponse(body, status=exception.http_status)
        template = "shared/refused_fragment.html" if getattr(request, "htmx", False) else "shared/refused.html"
        context = {"error": exception, "incident": incident, "now": clock.now()}
        return render(request, template, context, status=exception.http_status)
