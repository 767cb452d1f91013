"""The Flask application: the API, the control doors, the page of phones."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request, send_from_directory

from emulator.api import api
from emulator.calls_api import call_json  # noqa: F401 - its doors stand on the same blueprint
from emulator.control import control
from emulator.phones import phones
from emulator.provider import Provider
from emulator.settings import Settings

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
LYKTA_STATIC = Path(__file__).parent.parent / "static"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(settings: Settings) -> Flask:
    app = Flask("emulator", static_url_path="/static")
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it, its type does not
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["provider"] = Provider(settings)
    app.register_blueprint(api)
    app.register_blueprint(control)
    app.register_blueprint(phones)
    app.before_request(keep_strangers_out)
    app.after_request(add_headers)
    app.register_error_handler(ConnectionAbortedError, answer_nobody)
    app.add_url_rule("/lykta/<path:name>", "lykta_static", serve_lykta_static)
    return app


def serve_lykta_static(name: str) -> Response:
    """The design's own stylesheets, read where the web server has them."""
    return send_from_directory(LYKTA_STATIC, name, max_age=60)


def keep_strangers_out() -> None:
    """A page on another site, open in the same browser, may neither post here nor read by a rebound host name."""
    if urlsplit(f"//{request.host}").hostname not in HOSTS:
        abort(403)
    origin = request.headers.get("Origin")
    if request.method != "GET" and origin is not None and urlsplit(origin).netloc != request.host:
        abort(403)


def add_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def answer_nobody(_error: ConnectionAbortedError) -> tuple[str, int]:
    """The connection is cut already; this keeps the log free of a failure that was ordered."""
    return "", 500
