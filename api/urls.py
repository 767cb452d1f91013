"""What machines call: partners, calendar programs and whoever watches over the installation."""

from django.urls import path, re_path

from api.views import calendars, districts, health, problems, routes, schema, shifts, twilio

app_name = "api"

urlpatterns = [
    path("calendar/<str:token>.ics", calendars.calendar, name="calendar"),
    path("api/v1/districts", districts.DistrictsView.as_view(), name="districts"),
    path("api/v1/districts/<uuid:uuid>", districts.DistrictView.as_view(), name="district"),
    path("api/v1/routes", routes.RoutesView.as_view(), name="routes"),
    path("api/v1/routes/<uuid:uuid>", routes.RouteView.as_view(), name="route"),
    path("api/v1/shifts", shifts.ShiftsView.as_view(), name="shifts"),
    path("api/v1/shifts/<uuid:uuid>", shifts.ShiftView.as_view(), name="shift"),
    path("api/v1/openapi.json", schema.openapi, name="openapi"),
    path("api/v1/docs", schema.docs, name="docs"),
    path("twilio/inbound", twilio.inbound, name="twilio_inbound"),
    path("twilio/status", twilio.status, name="twilio_status"),
    path("halsa", health.health, name="health"),
    # Last: whatever else lies below is an error for machines, not a page.
    re_path(r"^api(?:/.*)?$", problems.unknown_path),
]
