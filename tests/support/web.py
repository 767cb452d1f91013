"""Lykta for a web server that comes to grief where a test has ordered it: `gunicorn tests.support.web`."""

from config.wsgi import application
from tests.support.ill_fated import await_fate

__all__ = ["application"]

await_fate()
