"""One family of domain errors: a stable code for programs, a Vietnamese sentence for people."""

from django.utils.translation import gettext as _


class DomainError(Exception):
    """An act is not possible. ``message`` says what happened, what is safe and what to do."""

    code = "refused"
    http_status = 409

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


class NotFound(DomainError):
    """The object does not exist, or the actor may not know that it does."""

    code = "not_found"
    http_status = 404

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("Không tìm thấy nội dung này, hoặc đồng chí không có trong thành phần cuộc họp."))


class Refused(DomainError):
    """The actor is known and lacks the right."""

    code = "not_allowed"
    http_status = 403

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("Vai trò của đồng chí trong cuộc họp này không làm được việc đó."))


class BadState(DomainError):
    """The act does not fit the present state (for example a vote that is closed)."""

    code = "bad_state"


class Unavailable(DomainError):
    """The server could not write the act; nothing changed, and the same act may be sent again."""

    code = "unavailable"
    http_status = 503

    def __init__(self, message: str | None = None) -> None:
        sorry = _("Máy chủ chưa ghi được việc này nên chưa có gì thay đổi. Hãy làm lại sau vài giây.")
        super().__init__(message or sorry)


class BadInput(DomainError):
    """What was sent cannot be used."""

    code = "bad_input"
    http_status = 400
