"""Alarms and the rungs of the ladder by which more people come to know of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlarmKind(models.TextChoices):
    OVERDUE = "overdue", _("Försenad")
    PANIC = "panic", _("Larm från gruppen")


class AlarmState(models.TextChoices):
    """To take an alarm (acknowledge) is not to resolve it: that is when everybody is known to be safe."""

    OPEN = "open", _("Ingen har tagit det")
    ACKNOWLEDGED = "acknowledged", _("Någon tar det")
    RESOLVED = "resolved", _("Löst")


ALARM_MOVES: dict[str, frozenset[str]] = {
    AlarmState.OPEN: frozenset({AlarmState.ACKNOWLEDGED, AlarmState.RESOLVED}),
    AlarmState.ACKNOWLEDGED: frozenset({AlarmState.OPEN, AlarmState.RESOLVED}),
    AlarmState.RESOLVED: frozenset(),
}
UNRESOLVED = frozenset({AlarmState.OPEN, AlarmState.ACKNOWLEDGED})


class Ending(models.TextChoices):
    """How an alarm ended; the value is what the text about it goes by."""

    HOME = "home", _("Alla är hemma.")
    MORE_TIME = "more", _("Gruppen fick mer tid.")
    SAFE = "safe", _("Alla är trygga.")
    MISTAKE = "mistake", _("Det var ett misstag.")
    DRILL = "drill", _("Övningen är slut.")


class DrillNews(models.TextChoices):
    """What the coordinators are to be mailed about a drill."""

    ANNOUNCED = "announced", _("Planerad")
    CANCELLED = "cancelled", _("Inställd")
    REPORT = "report", _("Rapport")


class Rung(models.TextChoices):
    """Whom a step of the ladder adds. Each step adds people; none is left out of the later ones."""

    LEADER = "leader", _("Gruppens ledare")
    GROUP = "group", _("Hela gruppen")
    ASSOCIATION_DUTY = "association_duty", _("Föreningens jour")
    COORDINATOR_DUTY = "coordinator_duty", _("Samordnare i jour")
