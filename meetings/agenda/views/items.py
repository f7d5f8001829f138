"""The editor of the agenda inside «Chuẩn bị»."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetings.accounts.access import SignedInRequest, actor_of, signed_in
from meetings.agenda.arranging import add_item, edit_item, fill_agenda, indent_item, move_item, remove_item
from meetings.agenda.forms import ItemForm, NewItemForm, item_initial, pattern_choices
from meetings.agenda.models import Item, Meeting
from meetings.agenda.patterns import pattern_on
from meetings.agenda.selectors import get_item_for, get_meeting_for
from meetings.agenda.views.prepare import changed
from meetings.core import clock
from meetings.core.errors import BadInput
from meetings.core.permissions import Permission


@require_http_methods(["GET", "POST"])
@signed_in
def items(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Show the editor; ``?danh-sach=1`` the list alone; POST adds an item."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    if request.method == "GET":
        template = "agenda/items_list.html" if request.GET.get("danh-sach") else "agenda/items.html"
        return render(
            request,
            template,
            {"meeting": meeting, "form": NewItemForm(auto_id="new_%s", meeting=meeting), "patterns": _patterns()},
        )
    form = NewItemForm(request.POST, auto_id="new_%s", meeting=meeting)
    if not form.is_valid():
        return render(request, "agenda/items_add.html", {"meeting": meeting, "form": form}, status=422)
    chosen = form.chosen_session()
    add_item(actor=actor_of(request), meeting_id=meeting_id, text=form.text(), session_id=chosen)
    fresh = NewItemForm(auto_id="new_%s", meeting=meeting, initial={"session": str(chosen)} if chosen else None)
    fresh.fields["title"].widget.attrs["autofocus"] = True  # the next item can be typed at once
    context = {"meeting": meeting, "form": fresh, "with_list": True, "fresh": True}
    return changed(render(request, "agenda/items_add.html", context))


@require_http_methods(["GET", "POST"])
@signed_in
def item(request: SignedInRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Show one item as a form within the list, or save it."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    edited = get_item_for(meeting, item_id)
    form = ItemForm(request.POST or None, initial=item_initial(edited), auto_id="edit_%s")
    if request.method == "POST" and form.is_valid():
        edit_item(actor=actor_of(request), meeting_id=meeting_id, item_id=item_id, text=form.text())
        return changed(render_list(request, meeting))
    return render_list(request, meeting, edited=edited, form=form)


@require_POST
@signed_in
def move(request: SignedInRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Move an item one place up or down, or one level in or out."""
    match request.POST.get("huong", ""):
        case "len" | "xuong" as way:
            steps = -1 if way == "len" else 1
            move_item(actor=actor_of(request), meeting_id=meeting_id, item_id=item_id, steps=steps)
        case "vao" | "ra" as way:
            by = 1 if way == "vao" else -1
            indent_item(actor=actor_of(request), meeting_id=meeting_id, item_id=item_id, by=by)
        case _:
            raise BadInput(_("Mục chỉ chuyển lên, xuống, vào hoặc ra."))
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return changed(render_list(request, meeting))


@require_POST
@signed_in
def fill(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """Begin an empty agenda with a pattern."""
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    try:
        pattern = pattern_on(request.POST.get("mau", ""), clock.local_date(clock.now()))
    except LookupError as error:
        raise BadInput(_("Hãy chọn một mẫu chương trình trong danh sách.")) from error
    fill_agenda(actor=actor_of(request), meeting_id=meeting_id, pattern=pattern)
    return changed(render_list(request, meeting))


@require_POST
@signed_in
def remove(request: SignedInRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
    """Take an item from the agenda."""
    remove_item(actor=actor_of(request), meeting_id=meeting_id, item_id=item_id)
    meeting = get_meeting_for(actor_of(request), meeting_id, Permission.PREPARE_MEETING)
    return changed(render_list(request, meeting))


def render_list(
    request: SignedInRequest, meeting: Meeting, *, edited: Item | None = None, form: ItemForm | None = None
) -> HttpResponse:
    """Return the list of items, one of them perhaps as a form."""
    context = {"meeting": meeting, "edited": edited, "form": form, "patterns": _patterns()}
    return render(request, "agenda/items_list.html", context, status=422 if form and form.errors else 200)


def _patterns() -> list[tuple[str, str]]:
    return pattern_choices(clock.local_date(clock.now()))
