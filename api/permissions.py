"""What a key may do."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from api.models import ApiKey


class HasScope(BasePermission):
    """The key carries the scope that the view names for the method."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = request.auth
        return isinstance(key, ApiKey) and view.scope_for(request.method) in key.scopes  # type: ignore[attr-defined]  # every view of the API has it
