"""Addresses of networks. Pages with a name of their own come before networks."""

from django.urls import URLPattern, path

from lokallag.networks.views import (
    applications,
    belonging,
    candidates,
    editing,
    ideas,
    members,
    proposals,
    public,
    steering,
)

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("nettverk/", public.networks, name="list"),
    path("nettverk/ideer/", ideas.ideas, name="ideas"),
    path("nettverk/ideer/ny/", ideas.write_idea, name="write_idea"),
    path("nettverk/ideer/<int:pk>/", ideas.idea, name="idea"),
    path("nettverk/ideer/<int:pk>/rediger/", ideas.edit_idea, name="edit_idea"),
    path("nettverk/ideer/<int:pk>/legg-ut/", ideas.publish_idea, name="publish_idea"),
    path("nettverk/ideer/<int:pk>/trekk-inn/", ideas.unpublish_idea, name="unpublish_idea"),
    path("nettverk/ideer/<int:pk>/styret/", ideas.bring_idea, name="bring_idea"),
    path("nettverk/ideer/<int:pk>/avslutt/", ideas.close_idea, name="close_idea"),
    path("nettverk/ideer/<int:pk>/bli-med/", ideas.join_idea, name="join_idea"),
    path("nettverk/ideer/<int:pk>/trekk-deg/", ideas.leave_idea, name="leave_idea"),
    path("nettverk/soknad/ny/", applications.start, name="start_application"),
    path("nettverk/soknad/kandidat/<int:pk>/", candidates.candidacy, name="candidacy"),
    path("nettverk/soknad/<int:pk>/", applications.application, name="application"),
    path("nettverk/soknad/<int:pk>/rediger/", applications.edit_application, name="edit_application"),
    path("nettverk/soknad/<int:pk>/kandidater/", candidates.candidates, name="candidates"),
    path("nettverk/soknad/<int:pk>/kandidater/endre/", candidates.change_candidate, name="change_candidate"),
    path("nettverk/soknad/<int:pk>/send/", applications.send_application, name="send_application"),
    path("nettverk/soknad/<int:pk>/trekk/", applications.withdraw_application, name="withdraw_application"),
    path("nettverk/soknad/<int:pk>/svar/<int:number>/", applications.answer_question, name="answer_question"),
    path("nettverk/soknad/<int:pk>/igjen/", applications.apply_again, name="apply_again"),
    path("nettverk/<slug:slug>/", public.network, name="network"),
    path("nettverk/<slug:slug>/bli-med/", belonging.join, name="join"),
    path("nettverk/<slug:slug>/bli-ut-sesongen/", belonging.stay, name="stay"),
    path("nettverk/<slug:slug>/forslag/", proposals.proposals, name="proposals"),
    path("nettverk/<slug:slug>/ga-ut/", belonging.leave, name="leave"),
    path("nettverk/<slug:slug>/medlemmer/", members.members, name="members"),
    path("nettverk/<slug:slug>/rediger/", editing.edit, name="edit"),
    path("nettverk/<slug:slug>/styringsgruppe/", steering.steering, name="steering"),
    path("nettverk/<slug:slug>/styringsgruppe/oppnevn/", steering.appoint, name="appoint"),
]
