"""Twilio's Calls resource, API version 2010-04-01, as twilio-python calls it."""

from urllib.parse import urlencode, urlsplit

from flask import Response, jsonify, request

from emulator.api import api, current_provider, strike_after, strike_before
from emulator.callbacks import API_VERSION
from emulator.calls import CALL_ENDS, ENDED, Call, duration_of
from emulator.errors import ApiError
from emulator.messages import rfc2822
from emulator.numbers import country_of, is_e164
from emulator.provider import Provider

PAGE_SIZE, PAGE_SIZE_LIMIT = 50, 1000
RING_FOR = 60  # seconds, Twilio's own
NOT_EMULATED = ("Twiml", "ApplicationSid", "SendDigits", "Record", "MachineDetection")
TEXTS_ONLY = frozenset({21610, 21614})  # what stops a text and no call


@api.post("/Calls.json")
def create_call() -> tuple[Response, int]:
    provider, form = current_provider(), request.form
    to, url = form.get("To", ""), form.get("Url", "")
    strike_before(provider, to=to)
    check_call(provider, to=to, sender=form.get("From", ""), url=url)
    events = frozenset(event for value in form.getlist("StatusCallbackEvent") for event in value.split())
    call = provider.calls.place(
        to=to,
        sender=form["From"],
        url=url,
        callback_url=form.get("StatusCallback", ""),
        events=events or frozenset({"completed"}),
        timeout=float(form.get("Timeout", RING_FOR)),
        error_code=befall_call(provider, to=to),
        now=provider.demo.ask_now(),
    )
    strike_after(provider, to=to)
    return jsonify(call_json(call, account_sid=provider.settings.account_sid)), 201


@api.get("/Calls/<sid>.json")
def fetch_call(sid: str) -> Response:
    return jsonify(call_json(find_call(sid), account_sid=current_provider().settings.account_sid))


@api.post("/Calls/<sid>.json")
def end_call(sid: str) -> Response:
    """`Status=completed` ends a call, `canceled` one that still rings; nothing else can be changed."""
    provider, status = current_provider(), request.form.get("Status", "")
    find_call(sid)
    if status not in {"completed", "canceled"}:
        raise ApiError(20001, "The emulator can only end a call: send Status completed or canceled")
    if status == "canceled" or not provider.calls.hang_up(sid):
        provider.calls.cancel(sid)
    return fetch_call(sid)


@api.get("/Calls.json")
def list_calls() -> Response:
    """Newest first, filtered by To, From and Status."""
    provider, args = current_provider(), request.args
    wanted = {"to": args.get("To"), "sender": args.get("From"), "status": args.get("Status")}
    found = [
        call
        for call in reversed(provider.calls.all())
        if all(value in {None, getattr(call, name)} for name, value in wanted.items())
    ]
    size, page = min(int(args.get("PageSize", PAGE_SIZE)), PAGE_SIZE_LIMIT), int(args.get("Page", 0))
    shown = found[page * size : (page + 1) * size]
    asked = [(name, args[name]) for name in ("To", "From", "Status") if args.get(name)]

    def uri(number: int) -> str:
        return f"{request.path}?{urlencode([*asked, ('PageSize', size), ('Page', number)])}"

    return jsonify(
        {
            "calls": [call_json(call, account_sid=provider.settings.account_sid) for call in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
            "uri": uri(page),
            "first_page_uri": uri(0),
            "previous_page_uri": uri(page - 1) if page else None,
            "next_page_uri": uri(page + 1) if len(found) > (page + 1) * size else None,
        }
    )


def find_call(sid: str) -> Call:
    call = current_provider().calls.get(sid)
    if call is None:
        raise ApiError(20404, request.path)
    return call


def check_call(provider: Provider, *, to: str, sender: str, url: str) -> None:
    if not to:
        raise ApiError(21201)
    if not sender:
        raise ApiError(21213)
    if sender != provider.settings.number:
        raise ApiError(21210, sender)
    if not is_e164(to):
        raise ApiError(21211, to)
    if country_of(to) not in provider.settings.countries:
        raise ApiError(21215, to)
    for name in NOT_EMULATED:
        if name in request.form:
            raise ApiError(20001, f"{name} is not emulated")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ApiError(21205)


def befall_call(provider: Provider, *, to: str) -> int | None:
    """What the number's magic does to a call: raises at once, or gives the code that says how it ends."""
    code = provider.faults.spend_magic(to, provider.settings.magic.get(to))
    if code is None or code in CALL_ENDS:
        return code
    if code in TEXTS_ONLY:
        return None
    raise ApiError(code, to, retry_after=1 if code == 20429 else None)  # noqa: PLR2004 - Twilio's codes


def call_json(call: Call, *, account_sid: str) -> dict[str, object]:
    """As schema api.v2010.account.call."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Calls/{call.sid}"
    is_answered = call.answered_at is not None
    parts = ("Notifications", "Recordings", "Payments", "Events", "Siprec", "Streams", "Transcriptions")
    return {
        "account_sid": account_sid,
        "answered_by": None,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "direction": "outbound-api",
        "duration": str(duration_of(call)) if call.status in ENDED and is_answered else None,
        "end_time": rfc2822(call.ended_at),
        "forwarded_from": None,
        "from": call.sender,
        "from_formatted": call.sender,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": "-0.0500" if call.status == "completed" else None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call.sid,
        "start_time": rfc2822(call.answered_at),
        "status": "queued" if call.status == "initiated" else call.status,
        "subresource_uris": {part.lower(): f"{uri}/{part}.json" for part in parts},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }
