"""Interests: the page where one ticks one's own, and the board's list of topics."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lokallag.core.answers import carry_out
from lokallag.core.views import MemberRequest, authorize, personal, show
from lokallag.membership import services
from lokallag.membership.forms_interests import InterestsForm, TopicForm
from lokallag.membership.models import InterestTopic
from lokallag.membership.queries import interests as queries

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@personal
def interests(request: MemberRequest) -> HttpResponse:
    """Let a person tick what they are interested in."""
    person, topics = request.user, queries.topics()
    form = InterestsForm(
        request.POST if request.method == "POST" else None,
        topics=topics,
        initial={"topics": [str(pk) for pk in queries.ticked_by(person)]},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.choose_interests(person=person, topics=form.chosen, by=person, at=now())

        if carry_out(request, form, act, said=_("Interessene dine er lagret.")).done:
            return redirect("web:my_page")
    page = queries.interests_page(person, form, is_empty=not topics)
    return show(request, "membership/interests.html", page, status=422 if form.is_bound else 200)


@get_or_post
@authorize("membership.edit_topics")
def topics(request: MemberRequest) -> HttpResponse:
    """Show the list of topics, and put a new one on it."""
    form = TopicForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.add_topic(name=form.cleaned_data["name"], by=request.user, at=now())

        if carry_out(request, form, act, said=_("Temaet står på lista.")).done:
            return redirect("membership:topics")
    page = queries.topics_page(form)
    return show(request, "membership/topics.html", page, status=422 if form.is_bound else 200)


@get_or_post
@authorize("membership.edit_topics", InterestTopic)
def topic(request: MemberRequest, topic: InterestTopic) -> HttpResponse:
    """Call a topic something else."""
    form = TopicForm(request.POST if request.method == "POST" else None, initial={"name": topic.name})
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            services.rename_topic(topic=topic, name=form.cleaned_data["name"], by=request.user, at=now())

        if carry_out(request, form, act, said=_("Temaet har fått nytt navn.")).done:
            return redirect("membership:topics")
    page = queries.topic_page(topic, form)
    return show(request, "membership/topic.html", page, status=422 if form.is_bound else 200)


@require_POST
@authorize("membership.edit_topics")
def drop_topic(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a topic off the list. Pressed twice, it is gone all the same."""
    found = InterestTopic.objects.filter(pk=pk).first()
    if found is not None:
        services.drop_topic(topic=found, by=request.user, at=now())
    return redirect("membership:topics")
