"""Who has an opinion of a feed: our own strict checker, libical and vobject. Each tells what it holds to be wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import vobject

from tests.readers import libical
from tests.support.ical_checker import faults


@dataclass(frozen=True)
class Validator:
    name: str
    faults: Callable[[bytes], list[str]]
    needs: str = ""


def vobject_faults(body: bytes) -> list[str]:
    try:
        vobject.readOne(body.decode()).validate(raiseException=True)
    except vobject.base.VObjectError as fault:
        return [str(fault)]
    return []


VALIDATORS: Mapping[str, Validator] = {
    validator.name: validator
    for validator in (
        Validator("the strict checker", faults),
        Validator("libical", libical.opinion, needs="libical"),
        Validator("vobject", vobject_faults),
    )
}
