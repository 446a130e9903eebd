"""Addresses of the organisation. Pages with a name of their own come before units."""

from django.urls import path

from lokallag.organisation import views

app_name = "organisation"
urlpatterns = [
    path("organisasjon/", views.units, name="units"),
    path("organisasjon/ny/", views.create, name="create"),
    path("organisasjon/regler/", views.rules, name="rules"),
    path("organisasjon/regler/rediger/", views.edit_rules, name="edit_rules"),
    path("organisasjon/engangskoder/", views.print_codes, name="print_codes"),
    path("godkjenninger/", views.approvals, name="approvals"),
    path("godkjenninger/<int:pk>/", views.approval, name="approval"),
    path("godkjenninger/<int:pk>/godkjenn/", views.approve, name="approve"),
    path("godkjenninger/<int:pk>/avsla/", views.decline, name="decline"),
    path("organisasjon/profil/", views.profile, name="profile"),
    path("organisasjon/verv/<int:pk>/avslutt/", views.end_term, name="end_term"),
    path("organisasjon/<slug:slug>/", views.unit, name="unit"),
    path("organisasjon/<slug:slug>/navn/", views.rename, name="rename"),
    path("organisasjon/<slug:slug>/rediger/", views.edit, name="edit"),
    path("organisasjon/<slug:slug>/legg-ned/", views.close, name="close"),
    path("organisasjon/<slug:slug>/verv/", views.offices, name="offices"),
    path("organisasjon/<slug:slug>/velg/", views.appoint, name="appoint"),
    path("organisasjon/<slug:slug>/overlevering/", views.hand_over, name="hand_over"),
    path("organisasjon/<slug:slug>/kontakt/", views.contact, name="contact"),
]
