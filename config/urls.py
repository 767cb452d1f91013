"""Every address of Lykta."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("volunteers.urls")),
    path("", include("fieldwork.urls")),
    path("", include("scheduling.urls")),
    path("", include("api.urls")),
    path("konto/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    *([path("demo/", include("demo.urls"))] if settings.DEMO else []),
]

# Pages for people, and problems for machines below /api/.
handler400 = "api.views.outside.bad_request"
handler404 = "api.views.outside.not_found"
handler500 = "api.views.outside.server_error"
