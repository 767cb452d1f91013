"""Pages about people, and the doors every visitor meets."""

from django.urls import path

from volunteers.views import (
    associations,
    availability,
    boundaries,
    districts,
    imports,
    interests,
    people,
    preferences,
    start,
)

app_name = "volunteers"

urlpatterns = [
    path("tillganglighet", start.accessibility, name="accessibility"),
    path("uppgifter", start.privacy, name="privacy"),
    # Before allauth's own page: an address that signs someone in is changed by the coordinator, never from a session.
    path("konto/email/", start.closed, name="closed"),
    path("utseende", preferences.set_theme, name="set_theme"),
    path("folk", people.people, name="people"),
    path("folk/ny", people.add_person, name="add_person"),
    path("folk/<int:pk>", people.person, name="person"),
    path("folk/<int:pk>/andra", people.edit_person, name="edit_person"),
    path("folk/<int:pk>/pausa", people.pause_person, name="pause_person"),
    path("folk/<int:pk>/ateruppta", people.resume_person, name="resume_person"),
    path("folk/<int:pk>/ta-bort", people.forget_person, name="forget_person"),
    path("folk/<int:pk>/foreningar", people.join, name="join"),
    path("folk/<int:pk>/foreningar/<int:association_pk>/lamna", people.leave, name="leave"),
    path("folk/<int:pk>/passar", availability.availability, name="availability"),
    path("folk/<int:pk>/sallskap", availability.add_company, name="add_company"),
    path("folk/<int:pk>/sallskap/ta-bort", availability.remove_company, name="remove_company"),
    path("folk/<int:pk>/borta", availability.add, name="add_away"),
    path("folk/<int:pk>/borta/ta-bort", availability.remove, name="remove_away"),
    path("folk/lista", imports.upload, name="upload_import"),
    path("folk/lista/<uuid:uuid>", imports.preview, name="preview_import"),
    path("folk/lista/<uuid:uuid>/ta-bort", imports.discard, name="discard_import"),
    path("folk/vill-ga-med", interests.interests, name="interests"),
    path("folk/vill-ga-med/<int:pk>/ta-emot", interests.accept, name="accept_interest"),
    path("folk/vill-ga-med/<int:pk>/tacka-nej", interests.decline, name="decline_interest"),
    path("omraden", districts.districts, name="districts"),
    path("omraden/granser/<uuid:uuid>", boundaries.preview, name="preview_boundaries"),
    path("omraden/granser/<uuid:uuid>/slang", boundaries.discard, name="discard_boundaries"),
    path("omraden/<int:pk>/grans/ta-bort", boundaries.remove, name="remove_boundary"),
    path("kommun/<int:municipality_pk>/omraden/granser", boundaries.boundaries, name="boundaries"),
    path("omraden/<int:pk>", districts.edit, name="edit_district"),
    path("omraden/<int:pk>/flytta", districts.shift, name="shift_district"),
    path("omraden/<int:pk>/ta-bort", districts.delete, name="delete_district"),
    path("foreningar", associations.associations, name="associations"),
    path("foreningar/<int:pk>", associations.association, name="association"),
    path("foreningar/<int:pk>/andra", associations.edit, name="edit_association"),
    path("foreningar/<int:pk>/ledare", associations.add_leader, name="add_leader"),
    path("kommun/<int:pk>", associations.municipality, name="municipality"),
    path("kommun/<int:pk>/samordnare", associations.add_coordinator, name="add_coordinator"),
    path("kommun/<int:municipality_pk>/omraden/nytt", districts.add, name="add_district"),
    path("kommun/<int:municipality_pk>/foreningar/ny", associations.add, name="add_association"),
    path("roller/<int:pk>/ta-bort", associations.take_role, name="take_role"),
    path("roller/<int:pk>/lank", associations.send_link, name="send_link"),
]
