"""The page: phones side by side, alive. Works by plain forms; phones.js swaps what has changed."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WsgiResponse

from emulator.api import current_provider
from emulator.callbacks import DEBUGGER
from emulator.errors import explain
from emulator.faults import Kind
from emulator.numbers import is_e164, show_number
from emulator.provider import Provider
from emulator.threads import ICONS, PIPS, build_phones, count_others, show_clock, show_stamp

ANSWER_WAIT = 1.5
LOG_SHOWN = 12
FAULT_WORDS = {
    Kind.RATE_LIMIT: "Svarar 429, för många anrop",
    Kind.SERVER_ERROR: "Svarar 500, eget fel",
    Kind.REFUSE: "Bryter innan sms:et tagits emot",
    Kind.STALL: "Svarar inte, sms:et tas aldrig emot",
    Kind.SLOW: "Svarar långsamt",
    Kind.CUT: "Tar emot sms:et men bryter före svaret",
    Kind.CALLBACK_LOST: "Kvittenser försvinner",
    Kind.CALLBACK_DOUBLED: "Kvittenser kommer dubbelt",
    Kind.CALLBACK_SHUFFLED: "Kvittenser kommer i fel ordning",
    Kind.CALLBACK_DELAYED: "Kvittenser kommer sent",
}
COUNT_WORDS = ("Inga", "En", "Två", "Tre", "Fyra", "Fem", "Sex", "Sju", "Åtta", "Nio", "Tio", "Elva", "Tolv")

phones = Blueprint("phones", __name__)


@phones.get("/")
def show_page() -> str:
    provider = current_provider()
    return render_template("page.html", **page_context(provider))


@phones.get("/live")
def show_live() -> WsgiResponse:
    """The parts that change, for phones.js. 304 when they have not."""
    response = make_response(render_template("_live.html", **page_context(current_provider())))
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)


@phones.get("/healthz")
def answer_health() -> str:
    return "ok"


@phones.post("/phones/<number>")
def reply_from_phone(number: str) -> WsgiResponse:
    """A tap (`svar`) or free text (`text`) becomes a text to the town's number."""
    provider, body = current_provider(), request.form.get("svar") or request.form.get("text", "").strip()
    sender = f"+{number}"
    if not is_e164(sender):
        abort(404)
    if body:
        message = provider.receive(sender=sender, body=body)
        if provider.settings.inbound_url:
            provider.webhook_of(message.sid, seconds=ANSWER_WAIT)
    return answer_form(f"/{_same_view()}#tel-{number}")


@phones.post("/phones/<number>/call/<sid>")
def handle_call(number: str, sid: str) -> WsgiResponse:
    """Answer (`gor`=svara), hang up (lagg_pa) or press a key (its digit)."""
    calls, act = current_provider().calls, request.form.get("gor", "")
    if act == "svara":
        calls.answer(sid)
    elif act == "lagg_pa":
        calls.hang_up(sid)
    elif act.isdecimal():
        calls.press(sid, act[:1])
    return answer_form(f"/{_same_view()}#tel-{number}")


@phones.post("/clock")
def move_clock() -> WsgiResponse:
    """Hands a jump on to the demo. A new start also empties the phones, first, so that its texts come to clean ones."""
    provider, to = current_provider(), request.form.get("to", "")
    if to == "restart":
        provider.reset()
    has_moved = provider.demo.move(to)
    return answer_form("/#lage") if has_moved else answer_form("/?fel=klocka#lage", status=502)


def answer_form(place: str, *, status: int = 204) -> WsgiResponse:
    """A bare status for phones.js, which swaps the parts itself; back to the page for a plain form."""
    return Response(status=status) if request.headers.get("X-Live") else redirect(place, 303)


def _same_view() -> str:
    return "?alla=1" if request.args.get("alla") else ""


def page_context(provider: Provider) -> dict[str, Any]:
    """Everything both templates show."""
    state = provider.demo.state() or {}
    people: list[Mapping[str, Any]] = state.get("people") or []
    messages, calls = provider.store.messages(), provider.calls.all()
    zone, now = provider.settings.zone, provider.demo.now()
    shows_all = bool(request.args.get("alla"))
    shown = build_phones(messages, people, calls=calls, zone=zone, with_others=shows_all)
    return {
        "phones": shown,
        "heading": heading(len(shown), is_group=bool(people) and not shows_all),
        "others": 0 if shows_all or not people else count_others(messages, people, calls=calls),
        "view": _same_view(),
        "shift": state.get("shift"),
        "town": state.get("town") or "",
        "events": state.get("events") or [],
        "jumps": state.get("jumps") or [],
        "clock": show_clock(now, zone=zone),
        "clock_iso": now.astimezone(zone).isoformat(timespec="minutes"),
        "has_demo": bool(state),
        "clock_failed": request.args.get("fel") == "klocka",
        "lykta_url": lykta_url(provider),
        "pips": PIPS,
        "icons": ICONS,
        "log": log(provider),
        "faults": provider.faults.listing(),
        "fault_word": {str(kind): word for kind, word in FAULT_WORDS.items()},
    }


def heading(phone_count: int, *, is_group: bool) -> str:
    word = COUNT_WORDS[phone_count] if phone_count < len(COUNT_WORDS) else str(phone_count)
    phones_word = "telefon" if phone_count == 1 else "telefoner"
    return f"{word} {phones_word}, en grupp" if is_group else f"{word} {phones_word}"


def lykta_url(provider: Provider) -> str:
    parts = urlsplit(provider.settings.demo_url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def log(provider: Provider) -> list[dict[str, str]]:
    """The latest texts as the provider sees them, newest first, with what went wrong."""
    failed = {webhook.sid: webhook for webhook in provider.store.webhooks() if webhook.error_code is not None}
    rows = []
    for message in reversed(provider.store.messages()[-LOG_SHOWN:]):
        webhook = failed.get(message.sid)
        trouble = [f"{message.error_code} {explain(message.error_code)}"] if message.error_code else []
        if webhook is not None and webhook.error_code is not None:
            got = f"{webhook.http_status or 'inget svar'} {webhook.content_type}".strip()
            trouble.append(f"{webhook.error_code} {DEBUGGER[webhook.error_code]} ({got})")
        rows.append(
            {
                "at": show_stamp(message.created_at, zone=provider.settings.zone),
                "from": show_number(message.sender or message.service_sid or ""),
                "to": show_number(message.to),
                "status": message.status,
                "trouble": "; ".join(trouble),
            }
        )
    return rows
