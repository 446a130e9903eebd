"""Addresses of memberships."""

from django.urls import path

from lokallag.membership import views, views_behalf

app_name = "membership"
urlpatterns = [
    path("min-side/avdeling/", views.choose, name="choose"),
    path("min-side/avdeling/<slug:slug>/", views.confirm, name="confirm"),
    path("min-side/adresse/", views.address, name="address"),
    path("min-side/interesser/", views.interests, name="interests"),
    path("medlemmer/", views.lists, name="lists"),
    path("medlemmer/temaer/", views.topics, name="topics"),
    path("medlemmer/temaer/<int:pk>/", views.topic, name="topic"),
    path("medlemmer/temaer/<int:pk>/slett/", views.drop_topic, name="drop_topic"),
    path("medlemmer/uten-avdeling/", views.unplaced, name="unplaced"),
    path("medlemmer/brev/", views_behalf.letters, name="letters"),
    path("medlemmer/brev/<int:pk>/", views_behalf.letter, name="letter"),
    path("medlemmer/brev/<int:pk>/sendt/", views_behalf.letter_sent, name="letter_sent"),
    path("medlemmer/kontingentfil/", views.dues, name="dues"),
    path("medlemmer/filer/", views.files, name="files"),
    path("medlemmer/filer/<uuid:key>/", views.file, name="file"),
    path("medlemmer/filer/<uuid:key>/hent/", views.fetch, name="fetch"),
    path("medlemmer/adressevern/", views.keeper, name="keeper"),
    path("medlemmer/<slug:slug>/", views.member_list, name="list"),
    path("medlemmer/<slug:slug>/last-ned/", views.export, name="export"),
    path("medlemmer/<slug:slug>/<int:pk>/", views.member, name="member"),
    path("medlemmer/<slug:slug>/<int:pk>/adresse/", views.address_look, name="address_look"),
    path("medlemmer/<slug:slug>/<int:pk>/foresatt/", views.guardian, name="guardian"),
    path("medlemmer/<slug:slug>/<int:pk>/adressevern/", views.protect, name="protect"),
    path("medlemmer/<slug:slug>/<int:pk>/flytt/", views.place, name="place"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/", views_behalf.for_member, name="for_member"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/avdeling/", views_behalf.enter_branch, name="enter_branch"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/adresse/", views_behalf.enter_address, name="enter_address"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/telefon/", views_behalf.enter_phone, name="enter_phone"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/e-post/", views_behalf.enter_email, name="enter_email"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/sprak/", views_behalf.enter_language, name="enter_language"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/samtykker/", views_behalf.enter_consents, name="enter_consents"),
    path(
        "medlemmer/<slug:slug>/<int:pk>/for-medlemmet/skjerming/",
        views_behalf.enter_protection,
        name="enter_protection",
    ),
    path(
        "medlemmer/<slug:slug>/<int:pk>/for-medlemmet/skjerming/avslutt/",
        views_behalf.end_protection,
        name="end_protection",
    ),
]
