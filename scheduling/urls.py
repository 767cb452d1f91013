"""Pages of the rota."""

from django.urls import path

from scheduling.views import board, calendars, crew, routes, shifts

app_name = "scheduling"

urlpatterns = [
    path("pass", board.board, name="board"),
    path("pass/publicera", board.publish, name="publish_drafts"),
    path("pass/nytt", shifts.plan, name="plan"),
    path("pass/nytt/publicera", shifts.plan, {"is_published": True}, name="plan_published"),
    path("pass/natten", shifts.night, name="night"),
    path("pass/<int:pk>", shifts.page, name="shift"),
    path("pass/<int:pk>/andra", shifts.change, name="change"),
    path("pass/<int:pk>/publicera", shifts.publish, name="publish"),
    path("pass/<int:pk>/stall-in", shifts.cancel, name="cancel"),
    path("pass/<int:pk>/fraga", crew.ask, name="ask"),
    path("pass/<int:pk>/telefon", crew.add_by_phone, name="add_by_phone"),
    path("pass/<int:pk>/folk/<int:attendance_pk>/ja", crew.confirm, name="confirm"),
    path("pass/<int:pk>/folk/<int:attendance_pk>/ledare", crew.lead, {"is_leader": True}, name="make_leader"),
    path("pass/<int:pk>/folk/<int:attendance_pk>/inte-ledare", crew.lead, {"is_leader": False}, name="unmake_leader"),
    path("pass/<int:pk>/folk/<int:attendance_pk>/ta-bort", crew.remove, name="remove"),
    path("kalender", calendars.calendar_links, name="calendar_links"),
    path("kalender/forening", calendars.link_association, name="link_association"),
    path("kalender/person", calendars.link_volunteer, name="link_volunteer"),
    path("kalender/<int:pk>/stang", calendars.revoke, name="revoke_calendar_link"),
    path("rutter", routes.routes, name="routes"),
    path("rutter/ny", routes.new, name="new_route"),
    path("rutter/<int:pk>", routes.route, name="route"),
    path("rutter/<int:pk>/andra", routes.change, name="change_route"),
    path("rutter/<int:pk>.geojson", routes.geojson, name="route_geojson"),
]
