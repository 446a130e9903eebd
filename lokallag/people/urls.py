"""Addresses of the way in and out, and of one's own sign-ins."""

from django.urls import path

from lokallag.people import views

app_name = "people"
urlpatterns = [
    path("logg-inn/", views.sign_in, name="sign_in"),
    path("logg-inn/kode/", views.sign_in_code, name="sign_in_code"),
    path("logg-inn/hvem/", views.sign_in_who, name="sign_in_who"),
    path("logg-inn/bekreft/", views.confirm, name="confirm"),
    path("logg-inn/passnokkel/", views.use_passkey, name="use_passkey"),
    path("logg-inn/passnokkel/sporsmal/", views.ask_for_passkey, name="ask_for_passkey"),
    path("logg-inn/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("logg-ut/", views.sign_out, name="sign_out"),
    path("min-side/innlogging/", views.account, name="account"),
    path("min-side/innlogging/app/", views.set_up_app, name="set_up_app"),
    path("min-side/innlogging/passnokkel/", views.add_passkey, name="add_passkey"),
    path("min-side/innlogging/passnokkel/sporsmal/", views.ask_to_add_passkey, name="ask_to_add_passkey"),
    path("min-side/innlogging/kontakt/", views.change_contact, name="change_contact"),
    path("min-side/innlogging/kontakt/kode/", views.confirm_email, name="confirm_email"),
    path("min-side/innlogging/bekreft/", views.prove, name="prove"),
    path("min-side/innlogging/bekreft/kode/", views.ask_for_proof, name="ask_for_proof"),
    path("min-side/innlogging/reservekoder/", views.recovery_codes, name="recovery_codes"),
    path("min-side/innlogging/fjern/", views.remove_factor, name="remove_factor"),
    path("min-side/innlogging/avslutt/", views.end_sign_in, name="end_sign_in"),
    path("min-side/innlogging/avslutt-andre/", views.end_others, name="end_others"),
    path("sprak/", views.set_language, name="set_language"),
    path("utseende/", views.set_scheme, name="set_scheme"),
]
