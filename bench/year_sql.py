"""What a year came to in SQL written by hand, from the bare tables: nothing of the house's own queries is used."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from bench.year_numbers import Numbers, Place, Value, with_lines

MONTH = {"sqlite": "STRFTIME('%%Y-%%m', s.night)", "postgresql": "TO_CHAR(s.night, 'YYYY-MM')"}
LASTED = {  # minutes
    "sqlite": "ROUND((JULIANDAY(c.home_at) - JULIANDAY(c.out_at)) * 1440)",
    "postgresql": "EXTRACT(EPOCH FROM c.home_at - c.out_at) / 60",
}
PLACES = """
  WITH RECURSIVE places(top, id) AS (
    SELECT id, id FROM volunteers_district
    UNION ALL SELECT p.top, d.id FROM volunteers_district d JOIN places p ON d.parent_id = p.id)
"""
INSIDE = """
  JOIN volunteers_association a ON a.id = s.association_id {join}
  WHERE (a.municipality_id = %(town)s OR %(town)s = 0) AND s.night BETWEEN %(first)s AND %(last)s
"""
OUTCOMES = """
  SELECT {key} AS line, CASE
      WHEN s.state = 'cancelled' AND EXISTS (
        SELECT 1 FROM scheduling_nightdecision x WHERE x.shift_id = s.id AND x.state = 'merged') THEN 'merged'
      WHEN s.state = 'cancelled' THEN 'cancelled'
      WHEN w.state = 'out' THEN 'ahead'
      WHEN w.id IS NOT NULL AND h.home >= s.crew_min THEN 'full'
      WHEN w.id IS NOT NULL AND h.home >= s.crew_safe THEN 'short'
      WHEN w.id IS NOT NULL THEN 'unsafe'
      WHEN s.state <> 'done' THEN 'ahead'
      WHEN s.confirmed_count > 0 THEN 'unregistered'
      ELSE 'empty' END AS outcome, l.id AS log
  FROM scheduling_shift s
  LEFT JOIN fieldwork_walk w ON w.shift_id = s.id
  LEFT JOIN (SELECT walk_id, COUNT(home_at) AS home FROM fieldwork_checkin GROUP BY walk_id) h ON h.walk_id = w.id
  LEFT JOIN fieldwork_walklog l ON l.shift_id = s.id
  {inside} AND s.state <> 'draft' AND NOT (s.state = 'cancelled' AND EXISTS (
    SELECT 1 FROM scheduling_shiftevent e WHERE e.shift_id = s.id AND e.kind = 'cancelled' AND e.from_state = 'draft'))
"""
NIGHTS = f"SELECT line, outcome, COUNT(*) FROM ({OUTCOMES}) o GROUP BY line, outcome"
UNTOLD = f"""
  SELECT line, COUNT(*) FROM ({OUTCOMES}) o
  WHERE outcome IN ('full', 'short', 'unsafe') AND log IS NULL GROUP BY line
"""
WALKED = """
  FROM fieldwork_checkin c JOIN fieldwork_walk w ON w.id = c.walk_id JOIN scheduling_shift s ON s.id = w.shift_id
  {inside}
"""
OUT = f"""
  SELECT {{key}}, COUNT(*), SUM(CASE WHEN c.home_at IS NULL OR c.is_presumed THEN 1 ELSE 0 END),
    SUM(CASE WHEN c.is_presumed THEN 0 ELSE COALESCE({{lasted}}, 0) END), COUNT(DISTINCT c.volunteer_id)
  {WALKED} GROUP BY 1
"""
NEW = f"""
  SELECT p.line, COUNT(*) FROM (
    SELECT {{key}} AS line, c.volunteer_id AS person, MIN(c.out_at) AS went {WALKED} GROUP BY 1, 2) p
  JOIN (SELECT volunteer_id, MIN(out_at) AS went FROM fieldwork_checkin GROUP BY 1) f
    ON f.volunteer_id = p.person AND f.went = p.went
  WHERE p.person NOT IN (
    SELECT t.volunteer_id FROM scheduling_attendance t JOIN scheduling_shift u ON u.id = t.shift_id
    LEFT JOIN fieldwork_walk x ON x.shift_id = u.id
    WHERE t.state IN ('confirmed', 'attended') AND u.state = 'done' AND u.night < %(first)s AND x.id IS NULL)
  GROUP BY 1
"""
CREWS = """
  SELECT {key}, COUNT(*), SUM(CASE WHEN y.door = 'sms' THEN 1 ELSE 0 END),
    SUM(CASE WHEN t.state = 'no_show' THEN 1 ELSE 0 END)
  FROM scheduling_attendance t
  LEFT JOIN (
    SELECT attendance_id, door, ROW_NUMBER() OVER (PARTITION BY attendance_id ORDER BY at DESC, id DESC) AS place
    FROM scheduling_shiftevent WHERE to_state = 'confirmed') y ON y.attendance_id = t.id AND y.place = 1
  JOIN scheduling_shift s ON s.id = t.shift_id
  {inside} AND t.state IN ('confirmed', 'attended', 'no_show') AND s.state <> 'draft' GROUP BY 1
"""
LOGS = """
  SELECT {key}, COUNT(*),
    SUM(CASE l.met WHEN '1_10' THEN 1 WHEN '11_30' THEN 11 WHEN '31_60' THEN 31 WHEN '60_' THEN 61 ELSE 0 END),
    SUM(CASE l.met WHEN '1_10' THEN 10 WHEN '11_30' THEN 30 WHEN '31_60' THEN 60 WHEN '60_' THEN 61 ELSE 0 END),
    SUM(CASE l.met WHEN '60_' THEN 1 ELSE 0 END), SUM(CASE l.mood WHEN 'calm' THEN 1 ELSE 0 END),
    SUM(CASE l.mood WHEN 'lively' THEN 1 ELSE 0 END), SUM(CASE l.mood WHEN 'uneasy' THEN 1 ELSE 0 END),
    SUM(CASE WHEN l.debrief_held THEN 1 ELSE 0 END)
  FROM fieldwork_walklog l JOIN scheduling_shift s ON s.id = l.shift_id {inside} GROUP BY 1
"""
LOG_COLUMNS = ("logs", "met_low", "met_high", "met_endless", "calm", "lively", "uneasy", "debriefs")
TOLD = """
  FROM fieldwork_log{what} o JOIN fieldwork_walklog l ON l.id = o.log_id JOIN scheduling_shift s ON s.id = l.shift_id
  {inside}
"""
ALARMS = """
  SELECT {key}, SUM(CASE m.kind WHEN 'overdue' THEN 1 ELSE 0 END), SUM(CASE m.kind WHEN 'panic' THEN 1 ELSE 0 END)
  FROM fieldwork_alarm m JOIN scheduling_shift s ON s.id = m.shift_id {inside} AND NOT m.is_drill GROUP BY 1
"""
SEEN = """
  SELECT {key}, b.category_id, k.parent_id, b.state, b.first_seen_at, b.fixed_at
  FROM fieldwork_observation b
  JOIN fieldwork_observationcategory k ON k.id = b.category_id
  JOIN (SELECT observation_id, shift_id, ROW_NUMBER() OVER (PARTITION BY observation_id ORDER BY seen_at, id) AS place
    FROM fieldwork_sighting) g ON g.observation_id = b.id AND g.place = 1
  JOIN scheduling_shift s ON s.id = g.shift_id {inside} AND b.joined_to_id IS NULL
"""
BY_ROUTE = "JOIN scheduling_route r ON r.id = s.route_id JOIN places p ON p.id = r.district_id"
BY_SPOT = "JOIN places p ON p.id = b.district_id"


def by_sql(town: int, zone: ZoneInfo, first: date, last: date) -> Numbers:
    """Of one town, or of all when `town` is 0."""
    said = {"town": town, "first": first, "last": last}
    month = MONTH[connection.vendor]
    keys = {"total": "''", "districts": "p.top", "associations": "s.association_id", "months": month, "kinds": "s.kind"}
    found: dict[Place, Any] = {}
    for table, key in keys.items():
        found |= lines_of(table, key, said, zone)
    for what in ("occurrence", "contact"):
        counted = TOLD.format(what=what, inside=INSIDE.format(join=""))
        for kind, times, nights in rows(
            f"SELECT o.kind, SUM(o.count), COUNT(DISTINCT l.id) {counted} GROUP BY 1", said
        ):
            found |= {(f"{what}s", kind, "times"): times, (f"{what}s", kind, "nights"): nights}
    for mood in ("calm", "lively", "uneasy"):
        found["moods", mood, "nights"] = found.get(("total", "", mood), 0)
    return with_lines(found)


def rows(sql: str, said: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return list(cursor.fetchall())


def lines_of(table: str, key: str, said: dict[str, Any], zone: ZoneInfo) -> dict[Place, Any]:
    """All that is counted of nights, for each row of a table."""
    inside = INSIDE.format(join=BY_ROUTE if table == "districts" else "")

    def asked(sql: str, **more: str) -> list[tuple[Any, ...]]:
        return rows(PLACES + sql.format(key=key, **{"inside": inside, **more}), said)

    found: dict[Place, Any] = {}

    def note(columns: Iterable[str], counted: Iterable[tuple[Any, ...]]) -> None:
        for row, *values in counted:
            found.update({(table, str(row), column): value for column, value in zip(columns, values, strict=True)})

    for row, outcome, nights in asked(NIGHTS):
        found[table, str(row), outcome] = nights
    note(["logs_missing"], asked(UNTOLD))
    for row, out, away, minutes, people in asked(OUT, lasted=LASTED[connection.vendor]):
        note(
            ("person_nights", "not_home", "hours", "people"), [(row, out, away, round(float(minutes) / 60, 1), people)]
        )
    note(["new"], asked(NEW))
    note(("crew", "crew_by_sms", "no_shows"), asked(CREWS))
    note(LOG_COLUMNS, asked(LOGS))
    for what in ("occurrence", "contact"):
        note([f"{what}s"], asked(f"SELECT {{key}}, SUM(o.count) {TOLD} GROUP BY 1", what=what))
    note(("overdue", "panic"), asked(ALARMS))
    seen = asked(SEEN, inside=INSIDE.format(join=BY_SPOT if table == "districts" else ""))
    for row in {str(one[0]) for one in seen}:
        mine = [one for one in seen if str(one[0]) == row]
        found[table, row, "observations"] = len(mine)
        found[table, row, "observations_fixed"] = sum(one[3] == "fixed" for one in mine)
    return found | (by_category(seen, zone) if table == "total" else {})


def by_category(seen: list[tuple[Any, ...]], zone: ZoneInfo) -> dict[Place, Value]:
    found: dict[Place, Value] = {}
    for key in {"", *(str(one[1]) for one in seen), *(str(one[2]) for one in seen if one[2])}:
        mine = [one for one in seen if key in {"", str(one[1]), str(one[2])}]
        fixed = [(one[4], one[5]) for one in mine if one[3] == "fixed"]
        found |= {
            ("observations", key, "found"): len(mine),
            ("observations", key, "fixed"): len(fixed),
            ("observations", key, "median_days"): median_days(fixed, zone),
        }
    return found


def median_days(moments: Iterable[tuple[Any, Any]], zone: ZoneInfo) -> float | None:
    """Of whole local days from the first moment of each pair to the second."""
    days = [(local(after, zone) - local(before, zone)).days for before, after in moments]
    return float(median(days)) if days else None


def local(moment: datetime | str, zone: ZoneInfo) -> date:
    """SQLite gives moments as the text that it keeps, in UTC."""
    known = datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment
    return known.astimezone(zone).date()
