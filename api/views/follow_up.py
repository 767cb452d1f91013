"""The follow-up of a period: what came of the nights, in numbers that tell of nobody."""

from functools import cached_property
from typing import cast

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.domain.follow_up import About, read_follow_up
from api.domain.problem_words import in_words
from api.enums import RouteClass, Scope
from api.queries import districts_of
from api.serializers.follow_up import FollowUpFilters, FollowUpSerializer
from api.views.choosing import ChoosingView
from api.views.reading import problems
from messaging.gateways import clock
from volunteers.models import District


class FollowUpView(ChoosingView):
    required_scope = Scope.FOLLOW_UP
    route_class = RouteClass.EXPORT
    filters = FollowUpFilters

    @extend_schema(
        operation_id="read_follow_up",
        summary="The follow-up of a period",
        responses={200: FollowUpSerializer, **problems(400)},
    )
    def get(self, _request: Request) -> Response:
        """What came of the nights of a half-year that is over, in tables that add up. Small numbers about people are
        withheld, and as many more as it takes so that they cannot be worked out from this or any other answer: all
        answers about a half-year are rows of the same tables. Counts as an export.
        """
        today = timezone.localdate(clock.now(), self.municipality.zone)
        half_year = cast("FollowUpFilters", self.choice).half_year(today)
        about = About(self.district, kind=str(self.asked["kind"] or ""))
        told = read_follow_up(self.municipality, half_year, about, language=get_language() or "en")
        return Response(self.shown(told), headers={"Vary": "Accept-Language"})

    @cached_property
    def district(self) -> District | None:
        """The one asked for. Raises ValidationError for one out of reach, and when a key of some districts names none:
        the town's numbers are not for it, and there is no row for several districts together.
        """
        uuid = self.asked["district"]
        if uuid is None and self.opening.districts is None:
            return None
        found = districts_of(self.opening).filter(uuid=uuid).first() if uuid else None
        if found is None:
            said = (
                in_words("Your key sees no such district.", "Nyckeln ser inget sådant område.")
                if uuid
                else in_words(
                    "Your key is for some districts. Name one of them.",
                    "Nyckeln gäller vissa områden. Ange ett av dem.",
                )
            )
            raise ValidationError({"district": [said]})
        return found
