"""Where an ASGI server finds Lykta."""

import os

from django.core.asgi import get_asgi_application

from config.settling import settle_web

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_asgi_application()
settle_web()
