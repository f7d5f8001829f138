"""Background work of meeting files; runs in ``jobs``, at least once."""

from uuid import UUID

from django.utils.translation import gettext as _
from django_tasks import TaskContext, task

from meetings.dossiers.services import carry_out, give_up

MOST_ATTEMPTS = 3


@task(takes_context=True, priority=-5)
def make_dossier(context: TaskContext, dossier_id: str) -> None:
    """Make the file of a meeting. Repeating it after a crash does no harm: PDF/A copies that were made stay."""
    from meetings.dossiers.making import write_dossier

    if context.attempt > MOST_ATTEMPTS:
        give_up(UUID(dossier_id), _("Việc lập hồ sơ bị gián đoạn nhiều lần. Hãy báo bộ phận kỹ thuật."))
        return
    try:
        carry_out(UUID(dossier_id), write_dossier)
    except OSError:
        give_up(UUID(dossier_id), _("Máy chủ không ghi được tệp (hết chỗ?). Hãy báo bộ phận kỹ thuật rồi lập lại."))
        raise
