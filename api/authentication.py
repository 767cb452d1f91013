"""Who a machine is: a partner's key in the Authorization header, and nothing else."""

from typing import Any

from allauth.account.adapter import get_adapter
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api.domain.keys import find_key, note_use, require_network
from api.exceptions import KeyRefused
from api.models import ApiKey, Partner
from messaging.gateways import clock
from volunteers.models import User

WORDS_IN_HEADER = 2


class BearerKey(BaseAuthentication):
    """`Authorization: Bearer lykta_<prefix>_<secret>`. Never a cookie, never the address."""

    def authenticate(self, request: Request) -> tuple[Partner | User | None, ApiKey] | None:
        words = request.headers.get("Authorization", "").split()
        if not words or words[0].casefold() != "bearer":
            return None
        now = clock.now()
        try:
            key = find_key(words[1] if len(words) == WORDS_IN_HEADER else "", now=now)
            if key.networks:
                require_network(key, get_adapter().get_client_ip(request))
        except KeyRefused as refused:
            raise AuthenticationFailed(code=refused.problem) from refused
        note_use(key, now=now)
        return key.partner or key.holder, key

    def authenticate_header(self, _request: Request) -> str:
        return 'Bearer realm="Lykta"'


class BearerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library is not typed
    """How the schema describes it. OpenAPI 3.1 lets any scheme name the roles an operation needs."""

    target_class = BearerKey
    name = "partnerKey"

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        scope = auto_schema.view.scope_for(auto_schema.method)  # type: ignore[attr-defined]  # every view of the API has it
        return {self.name: [str(scope)]}

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "lykta_<prefix>_<secret>",
            "description": "A partner's key, made by the municipality's coordinator, or a leader's own. Shown once.",
        }
