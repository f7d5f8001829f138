"""The page «Mẫu giọng nói»: read, listen again, redo, take back; and the set for the bench."""

import tempfile
from typing import IO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.accounts.access import SignedInRequest, actor_of, signed_in, to_sign_in
from meetings.accounts.models import Person
from meetings.core.actor import person_actor
from meetings.core.errors import DomainError
from meetings.documents.files import file_answer
from meetings.minutes import voices
from meetings.minutes.models import VoiceSample

IN_MEMORY = 8 * 1024 * 1024


@require_safe
@signed_in
def page(request: SignedInRequest) -> HttpResponse:
    """Show the consent, or the sentences with what was read of them."""
    return _page(request)


def _page(request: SignedInRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    person = voices.get_reader_for(actor_of(request))
    read = {sample.number: sample for sample in VoiceSample.objects.filter(person=person)}
    context = {
        "consent": voices.consent_of(person),
        "consent_text": voices.CONSENT,
        "rows": [(prompt, read.get(prompt.number)) for prompt in voices.prompts()],
        "read": len(read),
        "seconds": sum(sample.length_ms for sample in read.values()) // 1000,
        "longest": voices.LONGEST_S,
        "error": error,
    }
    return render(request, "minutes/voices.html", context, status=status)


@require_POST
@signed_in
def consent(request: SignedInRequest) -> HttpResponse:
    """Agree, or take it back (``rut``)."""
    if "rut" in request.POST:
        voices.withdraw_consent(actor=actor_of(request))
        messages.success(request, _("Đã rút đồng ý. Mọi bản ghi của đồng chí đã bị xóa."), extra_tags="good")
        return HttpResponseRedirect(reverse("voices"))
    try:
        voices.give_consent(actor=actor_of(request), name=request.POST.get("ho_ten", ""))
    except DomainError as error:
        return _page(request, error=error.message, status=422)
    return HttpResponseRedirect(reverse("voices"))


@require_http_methods(["POST", "DELETE"])
@signed_in
def sample(request: SignedInRequest, prompt: int) -> HttpResponse:
    """Keep what was read of one sentence (POST) or delete it (DELETE)."""
    try:
        if request.method == "DELETE":
            voices.remove_sample(actor=actor_of(request), number=prompt)
            return JsonResponse({"length_ms": 0})
        voices.get_reader_for(actor_of(request))
        data = request.read(voices.MOST_BYTES + 1)
        kept = voices.keep_sample(actor=actor_of(request), number=prompt, data=data)
    except DomainError as error:
        return JsonResponse({"message": error.message}, status=error.http_status)
    return JsonResponse({"length_ms": kept.length_ms})


@require_safe
def sound(request: HttpRequest, prompt: int) -> HttpResponseBase:
    """Send one of one's own recordings."""
    if not isinstance(request.user, Person):
        return to_sign_in(request)
    place = voices.get_sample_for(person_actor(request.user.id), prompt)
    return file_answer(request, place, "audio/wav", f"cau-{prompt}.wav")


@require_safe
@signed_in
def speech_set(request: SignedInRequest) -> HttpResponse:
    """Send the whole set as a ZIP."""
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
    voices.write_set(actor_of(request), out)
    out.seek(0)
    answer: HttpResponse = FileResponse(  # type: ignore[assignment]
        out, as_attachment=True, filename="bo-tieng-noi.zip", content_type="application/zip"
    )
    return answer
