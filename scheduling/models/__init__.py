from scheduling.models.attendance import Attendance
from scheduling.models.calendar_link import CalendarLink
from scheduling.models.event import ShiftEvent
from scheduling.models.route import Route
from scheduling.models.shift import Shift

__all__ = ["Attendance", "CalendarLink", "Route", "Shift", "ShiftEvent"]
