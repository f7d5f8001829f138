"""What a room's screen asks for its code of check-in. No sign-in: the device is known by its cookie."""

from functools import lru_cache

import segno
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from meetings.accounts.device import https_address
from meetings.core import clock
from meetings.rooms.selectors import get_kiosk_by_token
from meetings.screens.codes import shown_code

DRAWINGS_KEPT = 512


@require_safe
def code(request: HttpRequest) -> JsonResponse:
    """Give the screen of a paired room the code that it shows now; ``code`` is null while there is none."""
    kiosk = get_kiosk_by_token(request.COOKIES.get(settings.KIOSK_COOKIE_NAME))
    now = clock.now()
    shown = shown_code(kiosk.room, now) if kiosk and kiosk.room else None
    told = None
    if shown:
        path = reverse("check-in-by-code", args=[shown.token])
        told = {
            "digits": shown.digits,
            "ends_at": clock.iso(shown.ends_at),
            "image": drawn(https_address(request, path)),
        }
    response = JsonResponse({"code": told, "server_time": clock.iso(now)})
    add_never_cache_headers(response)
    return response


@lru_cache(maxsize=DRAWINGS_KEPT)
def drawn(address: str) -> str:
    """Return an address as a QR code (ISO/IEC 18004, level M) for the source of a picture; drawn once for its 30 s."""
    return str(segno.make(address, error="m").svg_data_uri(scale=8, border=3, dark="#1C1F26", light="#FFFFFF"))
