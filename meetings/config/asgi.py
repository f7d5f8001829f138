"""The ASGI application that daphne serves: Django's pages and the live socket."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

from meetings.documents.intake import limit_daphne

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetings.config.settings")
django_application = get_asgi_application()
limit_daphne()

application = ProtocolTypeRouter({"http": django_application})
