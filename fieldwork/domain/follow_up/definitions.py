"""What every figure means, said once: for the page, the report, the files and whoever reads the code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.domain.follow_up.figures import Line


@dataclass(frozen=True)
class Figure:
    """A figure of a line: its name, what it counts, and how it is read off."""

    key: str
    name: Any
    words: Any
    of: Callable[[Line], int | float | None]


FIGURES: Mapping[str, Figure] = {
    figure.key: figure
    for figure in (
        Figure(
            "planned",
            _("Planerade pass"),
            _("Pass som har publicerats. Utkast räknas inte, inte heller utkast som togs bort."),
            lambda line: line.tally.planned,
        ),
        Figure(
            "held",
            _("Genomförda pass"),
            _("Minst så många som tryggheten kräver checkade ut och kom hem."),
            lambda line: line.tally.held,
        ),
        Figure(
            "short",
            _("För få kom"),
            _("Gruppen gick och kom hem, men var färre än passets minsta antal. Räknas bland de genomförda."),
            lambda line: line.tally.short,
        ),
        Figure(
            "unsafe",
            _("Färre än tryggheten kräver"),
            _("Någon gick ut, men färre än tryggheten kräver kom hem. Räknas inte som genomfört."),
            lambda line: line.tally.unsafe,
        ),
        Figure(
            "unregistered",
            _("Inte registrerade"),
            _("Passet är över och folk hade sagt ja, men ingen checkade ut. Räknas inte som genomfört."),
            lambda line: line.tally.unregistered,
        ),
        Figure(
            "empty",
            _("Ingen gick"),
            _("Passet är över utan att någon hade sagt ja."),
            lambda line: line.tally.empty,
        ),
        Figure(
            "cancelled",
            _("Inställda"),
            _("Publicerade pass som ställdes in."),
            lambda line: line.tally.cancelled,
        ),
        Figure(
            "merged",
            _("Sammanslagna"),
            _("Gruppen gick med en annan samma kväll. Folket räknas där de gick."),
            lambda line: line.tally.merged,
        ),
        Figure(
            "ahead",
            _("Återstår"),
            _("Publicerade pass som inte är över än."),
            lambda line: line.tally.ahead,
        ),
        Figure(
            "person_nights",
            _("Personkvällar"),
            _("Varje person som checkades ut på ett pass är en personkväll."),
            lambda line: line.tally.person_nights,
        ),
        Figure(
            "hours",
            _("Persontimmar"),
            _(
                "Tiden från ute till hemma för var och en, så lång som den verkligen var, också när klockan ställs om. "
                "Den som aldrig checkades in hemma ger inga timmar."
            ),
            lambda line: line.tally.hours,
        ),
        Figure(
            "group_size",
            _("Per grupp"),
            _("Personkvällar delat med de pass där någon gick ut."),
            lambda line: line.tally.group_size,
        ),
        Figure(
            "people",
            _("Olika personer"),
            _("Var och en räknas en gång. Därför kan summan vara mindre än delarna."),
            lambda line: line.people.total,
        ),
        Figure(
            "new",
            _("Nya"),
            _(
                "De som gick sin första kväll. Den som före perioden stod på ett avslutat pass utan utcheckning "
                "räknas som återkommande."
            ),
            lambda line: line.people.new,
        ),
        Figure(
            "returning",
            _("Återkommande"),
            _("De som hade gått förut."),
            lambda line: line.people.returning,
        ),
        Figure(
            "sms_percent",
            _("Bekräftat med sms"),
            _("Andel av platserna i grupperna där det senaste jaet kom som sms."),
            lambda line: line.tally.sms_percent,
        ),
        Figure(
            "no_shows",
            _("Kom inte"),
            _("De som hade sagt ja men inte kom. De räknas inte som personkvällar."),
            lambda line: line.tally.no_shows,
        ),
        Figure(
            "logs_missing",
            _("Logg saknas"),
            _("Gruppen var ute men har inte skrivit någon logg."),
            lambda line: line.tally.logs_missing,
        ),
        Figure(
            "met",
            _("Möten"),
            _("Loggarnas intervall, lagda till varandra: minst och högst. Fler än 60 har inget högsta tal."),
            lambda line: line.tally.met_low,
        ),
        Figure(
            "occurrences",
            _("Händelser"),
            _("Så många gånger som loggarna säger. Ingen person beskrivs."),
            lambda line: line.tally.occurrences,
        ),
        Figure(
            "contacts",
            _("Kontakter"),
            _("Så många gånger som grupperna var i kontakt med polis, väktare, värdar eller socialtjänst."),
            lambda line: line.tally.contacts,
        ),
        Figure(
            "overdue",
            _("Försenade hem"),
            _("Grupper som inte hade checkat in i tid, så att larmet gick. Övningar räknas inte."),
            lambda line: line.tally.overdue,
        ),
        Figure(
            "panic",
            _("Larm från gruppen"),
            _("Larm som en grupp själv slog. Övningar räknas inte."),
            lambda line: line.tally.panic,
        ),
        Figure(
            "observations",
            _("Iakttagelser"),
            _("Fel på platser som noterades första gången under perioden. Samma fel räknas en gång."),
            lambda line: line.tally.observations,
        ),
        Figure(
            "observations_fixed",
            _("Åtgärdade"),
            _("De av periodens iakttagelser som är åtgärdade nu."),
            lambda line: line.tally.observations_fixed,
        ),
    )
}
# What is counted beside the figures: parts of them, and what logs and observations are told by.
PARTS: Mapping[str, Any] = {
    "due": _("De planerade passen utom dem som återstår."),
    "full": _("Minst passets minsta antal checkade ut och kom hem."),
    "not_home": _("De som checkades ut men aldrig checkades in hemma. De är personkvällar utan timmar."),
    "crew": _("Platser för dem som hade sagt ja, eller som kom."),
    "crew_by_sms": _("De av platserna där det senaste jaet kom som sms."),
    "logs": _("Pass som har en logg."),
    "met_low": _("Loggarnas lägsta tal, lagda till varandra."),
    "met_high": _("Loggarnas högsta tal, lagda till varandra. Fler än 60 räknas som 61."),
    "met_endless": _("Loggar som säger fler än 60. Finns det en sådan är det högsta talet ett minsta."),
    "calm": _("Loggar som säger att natten var lugn."),
    "lively": _("Loggar som säger att natten var livlig."),
    "uneasy": _("Loggar som säger att natten var orolig."),
    "debriefs": _("Loggar som säger att gruppen talade ut efteråt."),
    "times": _("Så många gånger som loggarna säger."),
    "nights": _("Pass vars logg säger det."),
    "found": _("Fel på platser som noterades första gången under perioden. Samma fel räknas en gång."),
    "fixed": _("De av periodens iakttagelser som är åtgärdade nu."),
    "median_days": _("Hela dagar från att felet sågs tills det var åtgärdat; hälften gick fortare."),
}
NOTES = (
    (_("Period"), _("En natt hör till dagen den börjar, också när gruppen kommer hem efter midnatt.")),
    (
        _("Kommundel"),
        _("Ett område räknar med allt som ligger i det. Ett pass hör till området där dess rutt ligger."),
    ),
    (_("Median till åtgärd"), _("Hela dagar från att felet sågs tills det var åtgärdat; hälften gick fortare.")),
)
COMPARED: tuple[Figure, ...] = (
    *(FIGURES[key] for key in ("planned", "held", "short", "cancelled", "unregistered", "person_nights", "hours")),
    *(FIGURES[key] for key in ("people", "new", "returning", "sms_percent")),
    Figure("met", _("Möten, minst"), PARTS["met_low"], lambda line: line.tally.met_low),
    Figure("met", _("Möten, högst"), PARTS["met_high"], lambda line: line.tally.met_high),
    *(FIGURES[key] for key in ("occurrences", "contacts", "overdue", "observations", "observations_fixed")),
)
