"""«Ghép thiết bị»: a technician gives the device that shows a code to a room."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.accounts.throttle import attempts_left, note_attempt
from meetings.core import clock
from meetings.core.errors import BadInput
from meetings.rooms.forms import CodeForm, PairForm
from meetings.rooms.models import KioskDevice
from meetings.rooms.selectors import find_rooms, kiosk_by_code, kiosks_by_room
from meetings.rooms.services import pair_kiosk, revoke_kiosk, set_screen_captions, technician_for

TRIES = 5
WINDOW = timedelta(minutes=10)
ROOMS_SHOWN = 200
"""In the list to look at, which can be searched; a device may be given to any room."""


@require_http_methods(["GET", "POST"])
@signed_in
def pairing(request: SignedInRequest) -> HttpResponse:
    """Ask for the code; then show which device it is and ask for its room; then pair."""
    technician_for(actor_of(request))
    if request.method == "GET":
        return page(request, CodeForm())
    if not attempts_left(throttle_key(request), limit=TRIES, window=WINDOW):
        return page(request, CodeForm(), status=429, throttled=True)
    code_form = CodeForm(request.POST)
    if not code_form.is_valid():
        return page(request, code_form, status=422)
    code = code_form.cleaned_data["code"]
    device = kiosk_by_code(code, clock.now())
    if device is None:
        return wrong_code(request, code_form)
    return choose_room(request, device, code)


def wrong_code(request: SignedInRequest, form: CodeForm) -> HttpResponse:
    """Count the try and say how many are left."""
    note_attempt(throttle_key(request), window=WINDOW)
    left = attempts_left(throttle_key(request), limit=TRIES, window=WINDOW)
    if not left:
        return page(request, CodeForm(), status=429, throttled=True)
    words = _("Mã không đúng hoặc đã hết hạn. Hãy xem lại mã đang hiện trên màn hình. Còn %(left)s lần thử.")
    form.add_error("code", words % {"left": left})
    return page(request, form, status=422)


def choose_room(request: SignedInRequest, device: KioskDevice, code: str) -> HttpResponse:
    """Show the device and ask for its room, or pair it when the room was chosen."""
    rooms = find_rooms("", without=set())
    chosen = request.POST if request.POST.get("step") == "room" else None
    form = PairForm(chosen, rooms=rooms, initial={"code": code})
    if chosen and form.is_valid():
        room_id = UUID(form.cleaned_data["room"])
        try:
            pair_kiosk(actor=actor_of(request), code=code, room_id=room_id)
        except BadInput as error:
            form.add_error(None, error.message)
        else:
            name = next(room.name for room in rooms if room.id == room_id)
            messages.success(request, _("Đã ghép thiết bị với %(room)s.") % {"room": name}, extra_tags="good")
            return HttpResponseRedirect(reverse("pairing"))
    context = {"device": device, "code": code, "form": form, "busy": kiosks_by_room()}
    return render(request, "rooms/choose_room.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def revoke(request: SignedInRequest, room_id: UUID) -> HttpResponse:
    """Take the device from a room."""
    revoke_kiosk(actor=actor_of(request), room_id=room_id)
    messages.success(request, _("Đã thu hồi. Thiết bị của phòng này bị ngắt ngay."), extra_tags="good")
    return HttpResponseRedirect(reverse("pairing"))


@require_POST
@signed_in
def captions(request: SignedInRequest, room_id: UUID) -> HttpResponse:
    """Take ``size`` and ``strong`` (``1``: yes) of the captions on a room's screen."""
    size, strong = request.POST.get("size", ""), request.POST.get("strong") == "1"
    set_screen_captions(actor=actor_of(request), room_id=room_id, size=size, strong=strong)
    return HttpResponse(status=204)


def page(request: SignedInRequest, form: CodeForm, *, status: int = 200, throttled: bool = False) -> HttpResponse:
    """Return the page with the code field and the list of rooms; ``?q=`` narrows the list."""
    query = request.GET.get("q", "")
    kiosks = kiosks_by_room()
    rooms = find_rooms(query, without=set(), limit=ROOMS_SHOWN)
    context = {
        "form": form,
        "throttled": throttled,
        "window_minutes": int(WINDOW.total_seconds() // 60),
        "query": query,
        "lines": [(room, kiosks.get(room.id)) for room in rooms],
        "paired": len(kiosks),
    }
    return render(request, "rooms/pairing.html", context, status=status)


def throttle_key(request: SignedInRequest) -> str:
    """Return under which name wrong codes of this technician are counted."""
    return f"pair:{request.user.id}"
