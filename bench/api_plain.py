"""What REST framework gives by itself over the same table, to compare the API of Lykta with. No key, no scopes."""

from typing import Any

from django.urls import include, path
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ModelViewSet

from config.urls import urlpatterns as lyktas
from scheduling.models import Shift


class FlatSerializer(ModelSerializer[Shift]):
    """Columns alone; what they point to are numbers."""

    class Meta:
        model = Shift
        fields = "__all__"


class NestedSerializer(FlatSerializer):
    """With the rows that the columns point to."""

    class Meta(FlatSerializer.Meta):
        depth = 1


class Hundred(PageNumberPagination):
    page_size = 100


class FlatView(ModelViewSet[Shift]):
    queryset = Shift.objects.order_by("starts_at", "pk")
    serializer_class: Any = FlatSerializer
    pagination_class = Hundred
    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)


class NestedView(FlatView):
    queryset = Shift.objects.select_related("association", "route", "season").order_by("starts_at", "pk")
    serializer_class = NestedSerializer


router = SimpleRouter(trailing_slash=False)
router.register("flat", FlatView, basename="flat")
router.register("nested", NestedView, basename="nested")
urlpatterns = [*lyktas, path("plain/", include(router.urls))]
