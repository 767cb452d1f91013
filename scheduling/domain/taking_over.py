"""A yes that takes somebody's place: whoever wanted to hand it over is off the crew when the taker is on it.

The first yes wins. Whoever was asked as well and answers later hears that it is solved.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scheduling.domain.admission import require_allowed, require_free, require_open
from scheduling.domain.history import record_event
from scheduling.domain.moves import count_crew, lockable_shifts, move, new_attendance, open_hand_overs
from scheduling.domain.origins import BY_CLOCK, Origin
from scheduling.domain.sms_texts import plain, shift_words
from scheduling.domain.telling import hold_back, leader_of, tell
from scheduling.enums import AttendanceState, EventKind, HandOverState
from scheduling.exceptions import NoSwap, NotAllowed, OverlapsAnotherShift, TooLate
from scheduling.models import Attendance, HandOver, Shift
from scheduling.queries.hand_overs import HANDS_OVER
from volunteers.models import Volunteer

State = AttendanceState


def lock_both(attendance: Attendance) -> None:
    """Where a yes would swap two nights, hold both, the lower key first: two swaps at once then meet in one order."""
    if attendance.instead_of_id is None:
        return
    given = HandOver.objects.filter(to=attendance, state=HandOverState.OPEN, in_return__isnull=False)
    other = given.values_list("in_return__shift", flat=True).first()
    if other is not None:
        list(lockable_shifts().filter(pk__in=[attendance.shift_id, other]).order_by("pk"))


def offers_on(shift: Shift) -> list[HandOver]:
    """The places on the locked shift that their owners want to hand over, the first wish first."""
    offers = open_hand_overs(shift).filter(attendance__shift=shift, attendance__state=State.CONFIRMED)
    related = ("attendance__volunteer", "attendance__last_text", "in_return__volunteer", "in_return__last_text")
    found = list(offers.select_related(*related).order_by("opened_at", "pk"))
    for offer in found:
        offer.attendance.shift = shift
    return found


def offer_to(attendance: Attendance) -> HandOver | None:
    """The place that a yes takes. Who was not asked for one fills the gap first, where there is one."""
    shift = attendance.shift
    is_asked_for_one = attendance.instead_of_id is not None
    if not is_asked_for_one and (not getattr(shift, HANDS_OVER, True) or is_short(shift, attendance)):
        return None
    offers = offers_on(shift)
    mine = next((offer for offer in offers if offer.to_id == attendance.pk), None)
    if mine is not None:
        return mine
    able = [offer for offer in offers if offer.to_id is None and may_replace(attendance, offer.attendance)]
    return min(able, key=lambda offer: offer.attendance_id != attendance.instead_of_id, default=None)


def is_short(shift: Shift, attendance: Attendance) -> bool:
    """Whether the crew has a gap that this person fills."""
    lacks_leader = attendance.is_leader and shift.leader_count < shift.leaders_needed
    return shift.confirmed_count < shift.crew_max and (shift.confirmed_count < shift.crew_target or lacks_leader)


def may_replace(attendance: Attendance, owner: Attendance) -> bool:
    """Only who leads takes the place of the leader whom the crew cannot do without."""
    return attendance.is_leader or not must_be_led_by(owner)


def must_be_led_by(owner: Attendance) -> bool:
    return owner.is_leader and owner.shift.leader_count <= owner.shift.leaders_needed


def has_room_for(shift: Shift, *, as_leader: bool) -> bool:
    """Whether a full crew still takes one more, in the place of somebody who hands theirs over."""
    if not getattr(shift, HANDS_OVER, True):
        return False
    return any(
        offer.to_id is None and (as_leader or not must_be_led_by(offer.attendance)) for offer in offers_on(shift)
    )


def wants_to_hand_over(attendance: Attendance) -> bool:
    """Whether others are asked for the place that this person has."""
    if attendance.state != State.CONFIRMED or not getattr(attendance.shift, HANDS_OVER, True):
        return False
    return HandOver.objects.filter(attendance=attendance, state=HandOverState.OPEN, to=None).exists()


def is_solved(attendance: Attendance) -> bool:
    """Whether the person was asked for a place that is nobody's to give any more, and no gap is left."""
    if attendance.instead_of_id is None:
        return False
    was_swap = HandOver.objects.filter(to=attendance, in_return__isnull=False).exists()
    return was_swap or not is_short(attendance.shift, attendance)


def answer_solved(attendance: Attendance, *, origin: Origin, now: datetime) -> Attendance:
    """Thank whoever says yes to what is solved. They keep no place in a queue for it."""
    text = tell(attendance, "solved", now=now)
    if attendance.state == State.ASKED:
        return move(attendance, State.LAPSED, kind=EventKind.LAPSED, origin=origin, now=now, text=text)
    attendance.last_text, attendance.last_answer = text, origin.answer or attendance.last_answer
    attendance.save(update_fields=["last_text", "last_answer"])
    return attendance


def take_over(
    attendance: Attendance,
    offer: HandOver,
    *,
    text: str,
    owner_text: str = "handed_over",
    origin: Origin,
    now: datetime,
) -> Attendance:
    """The place changes hands. Both are told, the taker in the words of the kind `text`; the owner by whoever calls
    where `owner_text` is empty.
    """
    owner = _release(offer, taken_by=attendance, told=owner_text, origin=origin, now=now)
    attendance.instead_of = None
    said = tell(attendance, text, now=now, leader=leader_of(attendance.shift))
    move(
        attendance,
        State.CONFIRMED,
        kind=EventKind.TOOK_OVER,
        origin=origin,
        now=now,
        text=said,
        detail=_("i stället för %(name)s") % {"name": owner.volunteer.first_name},
    )
    let_stand_ins_go(owner, now=now)
    return attendance


def _release(offer: HandOver, *, taken_by: Attendance, told: str, origin: Origin, now: datetime) -> Attendance:
    """The owner is off the crew. `told` is the kind of text that says so, none where another one does."""
    close(offer, HandOverState.TAKEN, taken_by=taken_by, now=now)
    owner = offer.attendance
    text = tell(owner, told, now=now) if told else None
    at = Origin(origin.door, actor=origin.actor)  # the words that did it were the other's
    return move(owner, State.DECLINED, kind=EventKind.HANDED_OVER, origin=at, now=now, text=text)


def swap_places(attendance: Attendance, offer: HandOver, *, origin: Origin, now: datetime) -> Attendance:
    """Two people change nights, or nothing changes: whatever stops one of them stops both.

    Both shifts are locked. Raises NoSwap, whose sentence names whom it is about.
    """
    given = offer.in_return
    if given is None:
        raise NoSwap(_("Bytet är inte aktuellt längre."))
    given.shift = lockable_shifts().get(pk=given.shift_id)
    with transaction.atomic():
        back = _place_of(offer.attendance.volunteer, given, now=now)
        attendance.is_leader = must_be_led_by(offer.attendance)
        owner = _release(offer, taken_by=attendance, told="", origin=origin, now=now)
        at = Origin(origin.door, actor=origin.actor)
        move(given, State.DECLINED, kind=EventKind.HANDED_OVER, origin=at, now=now)
        for one in (attendance, back):
            require_swappable(one, origin=origin, now=now)
        for one, left, answers in ((attendance, given, origin), (back, owner, at)):
            _take_swapped(one, left, is_answer=one is attendance, origin=answers, now=now)
    let_stand_ins_go(owner, now=now)
    return attendance


def _place_of(volunteer: Volunteer, given: Attendance, *, now: datetime) -> Attendance:
    """Where the owner of the one place will stand on the other's shift. Raises NoSwap for one who is on it already."""
    fields = new_attendance(given.shift, as_leader=False, now=now)
    back, _is_new = Attendance.objects.get_or_create(shift=given.shift, volunteer=volunteer, defaults=fields)
    if back.state == State.CONFIRMED:
        raise NoSwap(_("%(name)s går redan den kvällen.") % {"name": volunteer.first_name})
    back.shift, back.volunteer, back.is_leader = given.shift, volunteer, must_be_led_by(given)
    return back


def require_swappable(attendance: Attendance, *, origin: Origin, now: datetime) -> None:
    """Raises NoSwap with what keeps the person from the night."""
    try:
        require_open(attendance.shift, now=now, door=origin.door)
        require_free(attendance)
        require_allowed(attendance, door=BY_CLOCK.door)  # in words about the person, for whoever reads
    except (TooLate, OverlapsAnotherShift, NotAllowed) as error:
        raise NoSwap(str(error), about=attendance.volunteer_id) from error


def _take_swapped(one: Attendance, left: Attendance, *, is_answer: bool, origin: Origin, now: datetime) -> None:
    """On the crew of the one night, told so once with the night that was left for it."""
    language = one.volunteer.text_language
    text = tell(
        one,
        "swapped_yes" if is_answer else "swapped",
        now=now,
        other_day=shift_words(left.shift, language)["day"],
        leader=leader_of(one.shift),
    )
    left.last_text = text
    left.save(update_fields=["last_text"])
    one.instead_of = None
    move(one, State.CONFIRMED, kind=EventKind.SWAPPED, origin=origin, now=now, text=text)


def refuse_offer(attendance: Attendance, *, now: datetime) -> str:
    """A no from whoever was asked for somebody's place: the kind of text that answers it, none for the usual.

    The owner of a place that was offered to this person alone hears that it stays theirs.
    """
    if attendance.instead_of_id is None or attendance.state == State.CONFIRMED:
        return ""
    offer = next((one for one in offers_on(attendance.shift) if one.to_id == attendance.pk), None)
    if offer is None:
        return "solved" if is_solved(attendance) else ""
    close(offer, HandOverState.DECLINED, now=now)
    owner, name = offer.attendance, plain(attendance.volunteer.first_name)
    owner.last_text = tell(owner, "swap_declined", now=now, other=name)
    owner.updated_at = now
    owner.save(update_fields=["last_text", "updated_at"])
    record_event(
        owner.shift,
        EventKind.KEPT,
        origin=BY_CLOCK,
        now=now,
        attendance=owner,
        detail=_("%(name)s kunde inte ta över") % {"name": attendance.volunteer.first_name},
    )
    return "swap_no"


def close(offer: HandOver, state: HandOverState, *, now: datetime, taken_by: Attendance | None = None) -> None:
    offer.state, offer.closed_at, offer.taken_by = state, now, taken_by
    offer.save(update_fields=["state", "closed_at", "taken_by"])


def let_stand_ins_go(owner: Attendance, *, now: datetime) -> None:
    """Questions about a place that is settled are over, but for those that can still fill a gap.

    Nobody is texted about that; a late answer is.
    """
    shift = owner.shift
    open_questions = Attendance.objects.filter(instead_of=owner, state=State.ASKED)
    if shift.confirmed_count < shift.crew_target and open_questions.filter(offers=None).update(instead_of=None):
        count_crew(shift, now=now)
    for asked in open_questions.select_related("volunteer", "last_text").order_by("pk"):
        asked.shift = shift
        hold_back(asked, now=now)
        detail = _("frågan gäller inte längre")
        move(asked, State.LAPSED, kind=EventKind.LAPSED, origin=BY_CLOCK, now=now, detail=detail)
