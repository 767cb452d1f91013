"""Every reader by name, and what is known to be wrong with some of them. What is known must be so: a fault that is gone
fails its test until it is taken off the list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from tests.readers import in_node, in_python, libical, programs
from tests.readers.entries import Reader


@dataclass(frozen=True)
class Program:
    """`needs` is a service of tests/services.py. One that names events itself is compared without their UIDs."""

    name: str
    read: Reader
    needs: str = ""
    version_of: Callable[[str], str] = version
    names_events_itself: bool = False

    @property
    def version(self) -> str:
        return self.version_of(self.name)


PROGRAMS = {
    program.name: program
    for program in (
        Program("ical.js", in_node.by_ical_js, needs="node", version_of=in_node.version),
        Program("node-ical", in_node.by_node_ical, needs="node", version_of=in_node.version),
        Program("libical", libical.by_libical, needs="libical", version_of=libical.version),
        Program("vobject", in_python.by_vobject),
        Program("icalendar", in_python.by_icalendar),
        Program("ics", in_python.by_ics),
        Program("khal", programs.by_khal),
        Program("vdirsyncer", programs.by_vdirsyncer, names_events_itself=True),
        Program("Radicale", programs.by_radicale),
    )
}
WRONG_ORDER = (
    "takes `\\\\n`, a backslash and an n, for a backslash and a new line: it unescapes one sign after the other"
)
# (reader, hard text) and what the reader makes of it.
KNOWN_FAULTS: Mapping[tuple[str, str], str] = {
    ("ics", "a backslash before an n"): WRONG_ORDER,
    ("node-ical", "a backslash before an n"): WRONG_ORDER,
}
REMARKS = {
    "vdirsyncer": "reads a subscribed calendar by its content and gives each event a UID of its own making",
}
