"""Invitations: the letters, who answers what, who comes instead, reminders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class InvitationsConfig(AppConfig):
    """Registers the app: the calendar asks it about each meeting."""

    name = "meetings.invitations"

    def ready(self) -> None:
        """Register with the lower apps."""
        from meetings.agenda.schedule import register_desk
        from meetings.core.jobs import register_consumer
        from meetings.invitations import reminders
        from meetings.invitations.selectors import Desk
        from meetings.notices.kinds import register_kind

        register_desk(Desk())
        register_kind(reminders.UNANSWERED, gettext_lazy("Nhắc trả lời giấy mời"), reminders.tell_unanswered)
        register_kind(reminders.COMING_SOON, gettext_lazy("Nhắc sắp đến giờ họp"), reminders.tell_coming)
        register_consumer("invitation-reminders", reminders.run_reminders)
