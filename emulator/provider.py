"""The provider itself: takes texts in at one end and brings them out at the other, on a clock."""

from functools import partial

from emulator.callbacks import Callbacks, replies_in
from emulator.calls import Calls
from emulator.demo import DemoDoor
from emulator.faults import Faults
from emulator.keywords import ANSWERS, OptOutType, read_keyword
from emulator.segments import count_segments
from emulator.settings import Settings
from emulator.states import Step, initial_state, path_of
from emulator.store import Message, Store, Webhook, new_sid
from emulator.timers import Timers

CHARGED = frozenset({"delivered", "undelivered"})


class Provider:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(capacity=settings.capacity)
        self.faults = Faults(seed=settings.seed)
        self.demo = DemoDoor(settings)
        self._timers = Timers(speed=settings.speed)
        self.callbacks = Callbacks(
            settings, store=self.store, faults=self.faults, timers=self._timers, now=self.demo.now
        )
        self.calls = Calls(settings, store=self.store, faults=self.faults, timers=self._timers, now=self.demo.now)

    def accept(
        self,
        *,
        to: str,
        sender: str | None,
        body: str,
        service_sid: str | None,
        callback_url: str,
        error_code: int | None,
    ) -> Message:
        """Takes a text from the API. It then moves through its states by itself; an error code is its bad end."""
        now = self.demo.ask_now()
        by_service = service_sid is not None and sender is None
        message = Message(
            sid=new_sid(),
            direction="outbound-api",
            to=to,
            sender=sender,
            body=body,
            status=initial_state(by_service=by_service),
            created_at=now,
            updated_at=now,
            segments=0 if by_service else count_segments(body),
            service_sid=service_sid,
            callback_url=callback_url,
        )
        self._send(message, by_service=by_service, error_code=error_code)
        return message

    def _send(self, message: Message, *, by_service: bool = False, error_code: int | None = None) -> None:
        self.store.add(message)
        self.callbacks.begin(message)
        for step in path_of(by_service=by_service, error_code=error_code):
            self._timers.after(step.after, partial(self._advance, message.sid, step))

    def _advance(self, sid: str, step: Step) -> None:
        message = self.store.get(sid)
        if message is None:
            return
        now = self.demo.now()
        segments = message.segments or count_segments(message.body)
        is_charged = step.state in CHARGED
        changed = self.store.change(
            sid,
            status=step.state,
            error_code=step.error_code,
            updated_at=now,
            sent_at=now if step.state == "sent" else message.sent_at,
            sender=message.sender or self.settings.number,
            segments=segments,
            price=f"{-self.settings.price * segments:.4f}" if is_charged else message.price,
            price_unit=self.settings.price_unit,
        )
        if changed is not None:
            self.callbacks.announce(changed)

    def receive(self, *, sender: str, body: str, sid: str = "", to: str = "") -> Message:
        """A person texts the town's number. `sid` repeats an earlier webhook, as a provider that retries does."""
        now = self.demo.ask_now()
        keyword = read_keyword(body)
        message = Message(
            sid=sid or new_sid(),
            direction="inbound",
            to=to or self.settings.number,
            sender=sender,
            body=body,
            status="received",
            created_at=now,
            updated_at=now,
            sent_at=now,
            segments=count_segments(body),
            service_sid=self.settings.service_sid or None,
            opt_out_type=keyword if self.settings.advanced_opt_out else None,
        )
        self.store.add(message)
        if keyword is not None:
            self._obey(keyword, message)
        if self.settings.inbound_url:
            self.callbacks.deliver(message, on_answer=self._reply)
        return message

    def _obey(self, keyword: OptOutType, message: Message) -> None:
        number = message.sender or ""
        was_out = self.store.has_opted_out(number)
        if keyword == "STOP":
            self.store.opt_out(number)
        elif keyword == "START":
            self.store.opt_in(number)
        if keyword == "HELP" or was_out is (keyword == "START"):
            self._answer(message, ANSWERS[keyword])

    def _reply(self, message: Message, webhook: Webhook) -> None:
        if not self.store.has_opted_out(message.sender or ""):
            for text in replies_in(webhook):
                self._answer(message, text)

    def _answer(self, message: Message, body: str) -> None:
        now = self.demo.now()
        answer = Message(
            sid=new_sid(),
            direction="outbound-reply",
            to=message.sender or "",
            sender=message.to,
            body=body,
            status="queued",
            created_at=now,
            updated_at=now,
            segments=count_segments(body),
            service_sid=message.service_sid,
        )
        self._send(answer)

    def webhook_of(self, sid: str, *, seconds: float) -> Webhook | None:
        """The latest call about this text, waited for."""

        def find() -> Webhook | None:
            return next((webhook for webhook in reversed(self.store.webhooks()) if webhook.sid == sid), None)

        self.store.wait_for(lambda: find() is not None, seconds=seconds)
        return find()

    def reset(self) -> None:
        self.store.clear()
        self.calls.clear()
        self.faults.clear()
        self.callbacks.forget()
