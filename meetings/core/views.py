"""Error pages that Django asks for by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from meetings.core.errors import Refused


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from elsewhere."""
    message = _("Trang đã mở quá lâu hoặc yêu cầu không đến từ hệ thống này. Chưa có gì thay đổi. Hãy tải lại trang.")
    return render(request, "shared/refused.html", {"error": Refused(message)}, status=403)
