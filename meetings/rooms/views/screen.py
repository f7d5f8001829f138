"""The big screen: its page and what it asks again and again. No sign-in: the device itself is known by its cookie."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.accounts.access import client_address
from meetings.core import clock
from meetings.rooms.models import KioskDevice
from meetings.rooms.selectors import get_kiosk_by_token, meeting_for_room
from meetings.rooms.services import renew_code, start_pairing

COOKIE = settings.KIOSK_COOKIE_NAME
COOKIE_LIFE = timedelta(days=400)
"""The longest that browsers keep a cookie; every start of the page renews it."""
NEW_DEVICES = 20
NEW_DEVICES_WINDOW = timedelta(minutes=10)
"""So many new devices may ask for a code from one address in this time (a whole office can stand behind one)."""


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """Return the page of the big screen."""
    response = render(request, "rooms/screen.html", {})
    token = request.COOKIES.get(COOKIE)
    if token and get_kiosk_by_token(token):
        keep(response, token)
    add_never_cache_headers(response)
    return response


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Say whether this device is paired, with which room, and which meeting that room has."""
    kiosk, token = get_kiosk_by_token(request.COOKIES.get(COOKIE)), ""
    if kiosk is None:
        if too_many_new(client_address(request)):
            body = {"code": "too_many", "message": _("Quá nhiều thiết bị mới xin mã từ địa chỉ này. Chờ 10 phút.")}
            return JsonResponse(body, status=429)
        kiosk, token = start_pairing(address=client_address(request))
    response = JsonResponse(kiosk_state(renew_code(kiosk=kiosk)))
    if token:
        keep(response, token)
    add_never_cache_headers(response)
    return response


def keep(response: HttpResponse, token: str) -> None:
    """Leave the device's secret in a cookie that scripts cannot read and only this host gets."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_LIFE,
        path="/",
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def too_many_new(address: str | None) -> bool:
    """Tell whether too many new devices asked from this address lately."""
    since = clock.now() - NEW_DEVICES_WINDOW
    return KioskDevice.objects.filter(address=address, created_at__gt=since).count() >= NEW_DEVICES


def kiosk_state(kiosk: KioskDevice) -> dict[str, object]:
    """Return what the big screen shows before a meeting's own socket tells the rest."""
    now = clock.now()
    if kiosk.room is None:
        waiting = {"code": kiosk.code, "expires_at": clock.iso(kiosk.code_expires_at)}
        return {"paired": False, "server_time": clock.iso(now), **waiting}
    room = kiosk.room
    meeting = meeting_for_room(room, now)
    shown = (
        {
            "id": str(meeting.id),
            "title": meeting.title,
            "status": meeting.status,
            "starts_at": clock.iso(meeting.starts_at),
            "place": meeting.place,
            "secrecy": meeting.secrecy,
            "item_count": meeting.items.count(),
        }
        if meeting
        else None
    )
    return {
        "paired": True,
        "room": {"id": str(room.id), "name": room.name, "unit": room.unit.name},
        "meeting": shown,
        "organisation": settings.ORGANISATION,
        "server_time": clock.iso(now),
    }
