"""Doors for tests and for the page's fault form. Only on this machine; no part of Twilio's API."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as WsgiResponse

from emulator.api import current_provider
from emulator.calls import Call
from emulator.messages import rfc2822
from emulator.numbers import is_e164
from emulator.store import Message, Webhook

ANSWER_WAIT = 20.0

control = Blueprint("control", __name__, url_prefix="/control")


@control.errorhandler(ValueError)
def answer_unreadable(error: ValueError) -> tuple[Response, int]:
    return jsonify({"error": str(error)}), 400


@control.get("/faults")
def list_faults() -> Response:
    return jsonify({"faults": current_provider().faults.listing()})


@control.post("/faults")
def order_faults() -> WsgiResponse | tuple[Response, int]:
    """One fault or a list of them as JSON, or one as a form, which then goes back to the page."""
    faults = current_provider().faults
    if not request.is_json:
        faults.order(request.form)
        return redirect("/#fel", 303)
    specs: Any = request.get_json()
    ordered = [faults.order(spec) for spec in (specs if isinstance(specs, list) else [specs])]
    return jsonify({"faults": [asdict(fault) for fault in ordered]}), 201


@control.delete("/faults")
def clear_faults() -> tuple[str, int]:
    current_provider().faults.clear()
    return "", 204


@control.post("/reset")
def reset() -> WsgiResponse | tuple[str, int]:
    """Forgets texts, calls, opt-outs, webhooks and faults."""
    current_provider().reset()
    return redirect("/", 303) if request.form.get("from_page") else ("", 204)


@control.get("/messages")
def list_messages() -> Response:
    """Every text, oldest first, whole and with how the app took the calls about it. `?to=` and `?from=` narrow it."""
    store = current_provider().store
    webhooks = store.webhooks()
    shown = [
        _message(message, [webhook for webhook in webhooks if webhook.sid == message.sid])
        for message in store.messages()
        if request.args.get("to", message.to) == message.to
        and request.args.get("from", message.sender) == message.sender
    ]
    return jsonify({"messages": shown, "opted_out": store.opted_out()})


@control.post("/inbound")
def send_inbound() -> tuple[Response, int]:
    """A person's text as JSON: from, body, and sid to repeat one. Answers when the app has."""
    spec: dict[str, str] = request.get_json()
    sender, body = spec.get("from", ""), spec.get("body", "")
    if not is_e164(sender):
        raise ValueError("from is a number written +46701740605")
    provider = current_provider()
    message = provider.receive(sender=sender, body=body, sid=spec.get("sid", ""), to=spec.get("to", ""))
    webhook = provider.webhook_of(message.sid, seconds=ANSWER_WAIT) if provider.settings.inbound_url else None
    return jsonify(_message(message, [webhook] if webhook else [])), 201


@control.get("/calls")
def list_calls() -> Response:
    """Every call, oldest first, with what was said in it. `?to=` narrows it."""
    calls = [call for call in current_provider().calls.all() if request.args.get("to", call.to) == call.to]
    return jsonify({"calls": [_call(call) for call in calls]})


@control.post("/calls/<sid>")
def handle_call(sid: str) -> tuple[Response, int]:
    """What a person does with a call: `{"do": "answer"}`, `"hang_up"` or `"press"` with a `key`."""
    calls, spec = current_provider().calls, request.get_json()
    press = partial(calls.press, key=str(spec.get("key")))
    acts: dict[str, Callable[[str], bool]] = {"answer": calls.answer, "hang_up": calls.hang_up, "press": press}
    if spec.get("do") not in acts or calls.get(sid) is None:
        raise ValueError("do is answer, hang_up or press, with a key, in a call that there is")
    return jsonify({"done": acts[spec["do"]](sid)}), 200


def _call(call: Call) -> dict[str, object]:
    return {
        "sid": call.sid,
        "to": call.to,
        "status": call.status,
        "said": list(call.said),
        "pressed": call.pressed,
        "waits": call.waits,
    }


def _message(message: Message, webhooks: list[Webhook]) -> dict[str, object]:
    return {
        "sid": message.sid,
        "direction": message.direction,
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "status": message.status,
        "error_code": message.error_code,
        "num_segments": message.segments,
        "date_created": rfc2822(message.created_at),
        "status_callback": message.callback_url,
        "webhooks": [
            {
                "kind": webhook.kind,
                "url": webhook.url,
                "params": webhook.params,
                "attempts": webhook.attempts,
                "http_status": webhook.http_status,
                "content_type": webhook.content_type,
                "answer": webhook.answer,
                "error_code": webhook.error_code,
            }
            for webhook in webhooks
        ],
    }
