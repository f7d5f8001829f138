"""The page that makes a device ready: trust in the local certificate authority, then a test.

It is the one page that is also served without TLS: a tablet cannot trust us before it has been here.
"""

import hashlib
import ssl
from ipaddress import ip_address

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.core.errors import NotFound

PLATFORMS = (("ipad", ("iPad", "iPhone", "Macintosh")), ("android", ("Android",)), ("windows", ("Windows",)))
"""Marks in ``User-Agent``; an iPad calls itself a Macintosh."""


@require_safe
def device(request: HttpRequest) -> HttpResponse:
    """Show what to do on this kind of device; ``?lang=`` works without cookies, for plain http."""
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or "vi"
    address = https_address(request)
    with translation.override(language):
        context = {
            "address": address,
            "qr": segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#1C1F26", light="#FFFFFF"),
            "fingerprint": fingerprint(),
            "platform": platform_of(request.headers.get("User-Agent", "")),
            "language": language,
        }
        return render(request, "accounts/device.html", context)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """Hand out the certificate of the local authority."""
    if not settings.CA_FILE.is_file():
        raise NotFound(_("Máy chủ này dùng chứng chỉ công khai, không cần cài thêm chứng chỉ nào."))
    headers = {"Content-Disposition": 'attachment; filename="nghi-su-ca.crt"'}
    return HttpResponse(settings.CA_FILE.read_bytes(), content_type="application/x-x509-ca-cert", headers=headers)


def https_address(request: HttpRequest, path: str = "/thiet-bi/") -> str:
    """Return the address that tablets open: as this page was reached, or the public name if that was this machine."""
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    if is_this_machine(name) and settings.PUBLIC_HOSTS:
        name = settings.PUBLIC_HOSTS[0]
    port = "" if settings.HTTPS_PORT == 443 else f":{settings.HTTPS_PORT}"
    return f"https://{name}{port}{path}"


def is_this_machine(name: str) -> bool:
    """Tell whether a host name means the machine itself, so that no other device can use it."""
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"


def fingerprint() -> str:
    """Return the SHA-256 of the authority's certificate as people compare it, empty when there is none."""
    try:
        der = ssl.PEM_cert_to_DER_cert(settings.CA_FILE.read_text())
    except (OSError, ValueError):
        return ""
    return ":".join(f"{byte:02X}" for byte in hashlib.sha256(der).digest())


def platform_of(agent: str) -> str:
    """Return which of the instructions fits a browser's ``User-Agent``."""
    return next((name for name, marks in PLATFORMS if any(mark in agent for mark in marks)), "")
