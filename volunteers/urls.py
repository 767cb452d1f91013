"""Pages about people, and the doors every visitor meets."""

from django.urls import path

from volunteers.views import preferences, start

app_name = "volunteers"

urlpatterns = [
    path("", start.start, name="start"),
    path("tillganglighet", start.accessibility, name="accessibility"),
    path("uppgifter", start.privacy, name="privacy"),
    # Before allauth's own page: an address that signs someone in is changed by the coordinator, never from a session.
    path("konto/email/", start.closed, name="closed"),
    path("utseende", preferences.set_theme, name="set_theme"),
]
