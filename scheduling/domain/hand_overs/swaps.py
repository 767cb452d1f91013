"""Two people change nights, or one takes the other's: asked about by text, or agreed on and written down by a leader.

The owner holds the place until the other says yes. Both stand on both nights' rules, and either can take it back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_allowed, require_free, require_members
from scheduling.domain.attendance import locked, take_yes
from scheduling.domain.crew_list import is_trained
from scheduling.domain.hand_overs.requests import open_offer_of, require_hands
from scheduling.domain.history import record_event
from scheduling.domain.invitations import free_code
from scheduling.domain.moves import count_crew, lockable_shifts, move, new_attendance
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.sms_texts import shift_words
from scheduling.domain.taking_over import close, let_stand_ins_go, must_be_led_by, swap_places
from scheduling.domain.telling import code_words, tell
from scheduling.domain.text_plans import answer_by, plan_of
from scheduling.enums import AttendanceState, Door, EventKind, HandOverState
from scheduling.exceptions import NoSwap, NotAllowed, OverlapsAnotherShift
from scheduling.models import Attendance, HandOver
from scheduling.queries import askable_volunteers
from scheduling.queries.hand_overs import HANDS_OVER
from volunteers.models import Volunteer

State = AttendanceState
TAKEN_UP = frozenset({State.CONFIRMED, State.WAITING})  # those who need not be asked, or not in this way
MOST_ASKED_A_DAY = 3  # by somebody on their own page


@transaction.atomic
def propose_swap(
    owner: Attendance, taker: Volunteer, *, in_return: Attendance | None = None, origin: Origin, now: datetime
) -> HandOver:
    """Ask one person alone by text: to take the owner's place, and give `in_return` theirs on another night, if given.

    Raises NoSwap with whatever would stop it now, TooLate, MoveNotAllowed, NotAMember. From one's own page it takes
    the place of nothing that is open.
    """
    offer = _open(owner, taker, in_return=in_return, origin=origin, now=now)
    question = offer.to
    assert question is not None  # noqa: S101 - tells the type
    language, given = taker.text_language, offer.in_return
    question.last_text = tell(
        question,
        "swap_ask",
        now=now,
        other=offer.attendance.volunteer.first_name,
        other_day=shift_words(given.shift, language)["day"] if given else "",
        code=code_words(question),
    )
    question.save(update_fields=["last_text"])
    record_event(
        question.shift,
        EventKind.SWAP_ASKED,
        origin=origin,
        now=now,
        attendance=question,
        to_state=State.ASKED,
        detail=_swap_words(offer),
        text=question.last_text,
    )
    return offer


def _swap_words(offer: HandOver) -> str:
    owner, given = offer.attendance.volunteer.first_name, offer.in_return
    if given is None:
        return _("ta över efter %(name)s") % {"name": owner}
    return _("byta mot %(name)s, %(day)s") % {"name": owner, "day": shift_words(given.shift, "sv")["day"]}


@transaction.atomic
def agree_on_swap(
    owner: Attendance, taker: Volunteer, *, in_return: Attendance | None = None, origin: Origin, now: datetime
) -> Attendance:
    """Both have agreed already, according to whoever writes it down. Both are told once. Raises as `propose_swap`."""
    offer = _open(owner, taker, in_return=in_return, origin=origin, now=now)
    assert offer.to is not None  # noqa: S101 - tells the type
    return take_yes(offer.to, origin=origin, now=now)


def _open(
    owner: Attendance, taker: Volunteer, *, in_return: Attendance | None, origin: Origin, now: datetime
) -> HandOver:
    """The open offer with its question, unsaid. Whatever was open for the place before is over."""
    shifts = {owner.shift_id, *([in_return.shift_id] if in_return else [])}
    list(lockable_shifts().filter(pk__in=shifts).order_by("pk"))
    owner = locked(owner)
    require_hands(owner, now=now)
    given = locked(in_return) if in_return else None
    if given is not None:
        _require_given(given, owner, taker, now=now)
    require_members(owner.shift, [taker])
    _require_leaders(owner, taker, given)
    known = open_offer_of(owner)
    if origin.door == Door.PERSONAL:
        _require_patience(owner, taker, known, now=now)
    if known is not None:
        close(known, HandOverState.WITHDRAWN, now=now)
        let_stand_ins_go(owner, now=now)
    deadlines = [answer_by(plan_of(one.shift.association), one.shift, now=now) for one in (owner, given) if one]
    question = _question(owner, taker, until=min(deadlines), now=now)
    offer = HandOver.objects.create(
        attendance=owner,
        to=question,
        in_return=given,
        opened_at=now,
        opened_by=origin.actor,
        expires_at=min(deadlines),
    )
    owner.updated_at = now
    owner.save(update_fields=["updated_at"])
    setattr(owner.shift, HANDS_OVER, True)
    _require_possible(offer, origin=origin, now=now)
    return offer


def _require_patience(owner: Attendance, taker: Volunteer, known: HandOver | None, *, now: datetime) -> None:
    """Whoever asks by themselves asks one at a time, nobody twice for one night, and few in a day. Raises NoSwap."""
    if known is not None:
        raise NoSwap(_("Andra blir redan frågade om din plats. Ta tillbaka det först."))
    asked_before = HandOver.objects.filter(attendance=owner, to__volunteer=taker).exists()
    if asked_before or not askable_volunteers(owner.shift).filter(pk=taker.pk).exists():
        raise NoSwap(_("%(name)s har redan fått frågan om den kvällen.") % {"name": taker.first_name})
    by_owner = HandOver.objects.filter(attendance__volunteer=owner.volunteer_id, to__isnull=False, opened_by=None)
    if by_owner.filter(opened_at__gt=now - timedelta(days=1)).count() >= MOST_ASKED_A_DAY:
        raise NoSwap(_("Du har frågat flera det senaste dygnet. Vänta lite, eller låt oss fråga andra."))


def _require_given(given: Attendance, owner: Attendance, taker: Volunteer, *, now: datetime) -> None:
    if given.volunteer_id != taker.pk or given.shift_id == owner.shift_id:
        raise NoSwap(_("Välj en kväll som %(name)s har en plats på.") % {"name": taker.first_name})
    if given.shift.association_id != owner.shift.association_id:
        raise NoSwap(_("Det går bara att byta inom föreningen."))
    require_hands(given, now=now)
    if HandOver.objects.filter(in_return=given, state=HandOverState.OPEN).exclude(attendance=owner).exists():
        raise NoSwap(_("%(name)s har redan fått frågan om ett annat byte.") % {"name": taker.first_name})


def _require_leaders(owner: Attendance, taker: Volunteer, given: Attendance | None) -> None:
    """Neither night may lose the leader it cannot do without."""
    pairs = [(owner, taker), *([(given, owner.volunteer)] if given else [])]
    for place, person in pairs:
        if must_be_led_by(place) and not is_trained(person, place.shift.night):
            raise NoSwap(
                _("%(name)s har inte gått ledarutbildningen, och gruppen behöver en ledare.")
                % {"name": person.first_name},
                about=person.pk,
            )


def _question(owner: Attendance, taker: Volunteer, *, until: datetime, now: datetime) -> Attendance:
    """Where the taker is asked for the place. Raises NoSwap for someone who walks that night or waits for it."""
    shift, as_leader = owner.shift, must_be_led_by(owner)
    question = Attendance.objects.filter(shift=shift, volunteer=taker).select_related("last_text").first()
    is_new = question is None
    if question is None:
        question = Attendance(shift=shift, volunteer=taker, **new_attendance(shift, as_leader=as_leader, now=now))
    if not is_new and question.state in TAKEN_UP:
        raise NoSwap(_("%(name)s går redan den kvällen, eller väntar på en plats.") % {"name": taker.first_name})
    question.shift, question.volunteer, question.instead_of = shift, taker, owner
    question.is_leader, question.confirm_by, question.asked_again_at = as_leader, until, None
    question.reply_code = free_code(taker, shift, now=now)
    if is_new or question.state == State.ASKED:
        question.asked_at = question.updated_at = now
        question.save()
        count_crew(shift, now=now)
        return question
    return move(question, State.ASKED, kind=EventKind.ASKED, origin=BY_CLOCK, now=now)


def _require_possible(offer: HandOver, *, origin: Origin, now: datetime) -> None:
    """Raises NoSwap with what stops it as things stand. Nothing of the trial is kept."""
    question = offer.to
    assert question is not None  # noqa: S101 - tells the type
    if offer.in_return is None:
        try:
            require_free(question)
            require_allowed(question, door=BY_CLOCK.door)
        except (OverlapsAnotherShift, NotAllowed) as error:
            raise NoSwap(str(error), about=question.volunteer_id) from error
        return
    before = transaction.savepoint()
    trial = HandOver.objects.select_related("attendance__volunteer", "in_return__volunteer").get(pk=offer.pk)
    trial.attendance.shift = offer.attendance.shift
    place = Attendance.objects.select_related("volunteer").get(pk=question.pk)
    place.shift = offer.attendance.shift
    swap_places(place, trial, origin=origin, now=now)
    transaction.savepoint_rollback(before)
    for shift in (offer.attendance.shift, offer.in_return.shift):
        shift.refresh_from_db()
