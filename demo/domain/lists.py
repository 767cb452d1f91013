"""A list of nights as an association really keeps one, uploaded and waiting for Karin to look through."""

from datetime import datetime, timedelta

from demo.domain.accounts import ACCOUNTS
from demo.domain.data import read_data
from scheduling.domain.night_imports import read_nights
from volunteers.domain import calendar_words
from volunteers.models import Municipality, User

FILENAME = "Vårens kvällar.csv"
FRIDAY = 4
WEEKS_AHEAD = 10  # beyond the nights that the demo has planned


def load_list_of_nights(town: Municipality, *, now: datetime) -> None:
    karin = User.objects.get(email=ACCOUNTS[0].email)
    association = town.associations.select_related("municipality").get(name=ACCOUNTS[0].over)
    today = now.astimezone(town.zone).date()
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7, weeks=WEEKS_AHEAD)
    sheet = read_data("nights")
    lines = [sheet["headings"]]
    for row in sheet["rows"]:
        night = friday + timedelta(days=row["day"])
        words = calendar_words.SWEDISH
        said = {
            "d": night,
            "day": words.short_days[night.weekday()],
            "month": words.short_months[night.month - 1],
        }
        lines.append([row["date"].format(**said), *row["cells"]])
    content = "\n".join(";".join(line) for line in lines).encode()
    read_nights(content, filename=FILENAME, association=association, uploaded_by=karin, now=now)
