"""Every address of Lykta."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("volunteers.urls")),
    path("", include("scheduling.urls")),
    path("", include("api.urls")),
    path("konto/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *([path("demo/", include("demo.urls"))] if settings.DEMO else []),
]
