"""Every address of Lykta."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("konto/", include("allauth.account.urls")),
    *([path("demo/", include("demo.urls"))] if settings.DEMO else []),
]
