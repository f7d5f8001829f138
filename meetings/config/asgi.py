"""The ASGI application that daphne serves: Django's pages and the live socket."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

from meetings.config.garbage import settle_memory
from meetings.config.steady import use_steady_time
from meetings.documents.intake import limit_daphne

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings.config.settings")
django_application = get_asgi_application()
limit_daphne()
use_steady_time()

# Only now are the apps ready to be imported.
from django.conf import settings  # noqa: E402

from meetings.core.health import own_alarms  # noqa: E402
from meetings.core.heartbeat import Heartbeat  # noqa: E402
from meetings.core.storage import Watch  # noqa: E402
from meetings.live.routing import router  # noqa: E402

application = ProtocolTypeRouter({"http": django_application, "websocket": router})
heartbeat = Heartbeat(settings.PROCESS_NAME, "web", lambda: " ".join(own_alarms()))
heartbeat.start()
storage = Watch()
storage.start()
settle_memory()
