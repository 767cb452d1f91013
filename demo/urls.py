"""Doors that exist only in the demo."""

from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [
    path("state", views.state, name="state"),
    path("clock", views.clock, name="clock"),
    path("kalendrar/<slug:name>.ics", views.calendar, name="calendar"),
]
