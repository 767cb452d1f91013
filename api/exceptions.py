"""Why a machine is turned away, or a new partner."""

from collections.abc import Mapping

from rest_framework.exceptions import ValidationError


class KeyRefused(Exception):
    """A key that opens nothing; `problem` is one of enums.Problem."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class BadCursor(Exception):
    """A cursor that this API did not hand out for this list."""


class PartnerExists(Exception):
    """A partner of that name is there already. The words can be shown to whoever wrote it."""


class EndpointRefused(Exception):
    """A webhook that cannot be made so. The words can be shown to whoever wrote it."""


class StillRunning(Exception):
    """A call with the same Idempotency-Key has not been answered yet."""


class OtherCall(Exception):
    """The Idempotency-Key was given with another call before."""


class InvalidFields(ValidationError):
    """Members of a body that cannot be taken. Other ValidationErrors are about parameters of the address."""


class Refused(Exception):
    """A call that cannot be carried out; `problem` is one of enums.Problem. `detail` is said in place of its own words.

    What a rule of the rota says (its exceptions carry sentences that are fit to show) goes on as `detail`, in the
    language that the request is answered in. `values` are what its own words name, and
    `headers` go with the answer.
    """

    def __init__(
        self,
        problem: str,
        *,
        detail: str = "",
        values: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail
        self.values = dict(values or {})
        self.headers = dict(headers or {})


class BodyRefused(Exception):
    """A request whose XML is none, or more than a calendar program has reason to send."""


class NotMet(Exception):
    """A condition of WebDAV that a request does not meet; `condition` is the short name of its element."""

    def __init__(self, condition: str) -> None:
        super().__init__(condition)
        self.condition = condition
