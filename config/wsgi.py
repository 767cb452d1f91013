"""Where a WSGI server finds Lykta."""

import os

from django.core.wsgi import get_wsgi_application

from config.settling import settle_web

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
settle_web()
