"""Sign-ups, and the counts that the database keeps of them, so that no place is sold twice (``models.signup``).

Every event has its row of counts from the moment it is made. Each sign-up that comes, changes or goes moves ``taken``,
``waiting`` and ``last_number``; where somebody goes, ``ceiling`` sinks towards the capacity. A change of the event's
capacity or state touches the row, too: whoever signs up holds it, so the two never pass each other.
"""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

COUNT = """
CREATE FUNCTION events_count_signup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    more integer := 0;
    more_waiting integer := 0;
    row_now events_signup := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.event_id <> NEW.event_id THEN
        RAISE EXCEPTION 'a sign-up stays with its event';
    END IF;
    IF TG_OP <> 'INSERT' THEN
        more := more - CASE OLD.state WHEN 'signed_up' THEN 1 + OLD.guests ELSE 0 END;
        more_waiting := more_waiting - CASE OLD.state WHEN 'waiting' THEN 1 + OLD.guests ELSE 0 END;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        more := more + CASE NEW.state WHEN 'signed_up' THEN 1 + NEW.guests ELSE 0 END;
        more_waiting := more_waiting + CASE NEW.state WHEN 'waiting' THEN 1 + NEW.guests ELSE 0 END;
    END IF;
    UPDATE events_tally SET
        taken = taken + more,
        waiting = waiting + more_waiting,
        ceiling = CASE WHEN more < 0 AND capacity IS NOT NULL THEN greatest(capacity, taken + more) ELSE ceiling END,
        last_number = greatest(last_number, row_now.number)
    WHERE event_id = row_now.event_id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_signup AFTER INSERT OR DELETE OR UPDATE OF state, guests, event_id, number ON events_signup
FOR EACH ROW EXECUTE FUNCTION events_count_signup();

CREATE FUNCTION events_begin_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_tally (event_id, capacity, ceiling) VALUES (NEW.id, NEW.capacity, NEW.capacity);
    RETURN NULL;
END $$;
CREATE TRIGGER begin_tally AFTER INSERT ON events_event FOR EACH ROW EXECUTE FUNCTION events_begin_tally();
INSERT INTO events_tally (event_id, capacity, ceiling) SELECT id, capacity, capacity FROM events_event;

CREATE FUNCTION events_follow_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE events_tally SET
        capacity = NEW.capacity,
        ceiling = CASE WHEN NEW.capacity IS NOT NULL THEN greatest(NEW.capacity, taken) END
    WHERE event_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER follow_event AFTER UPDATE OF capacity, state ON events_event FOR EACH ROW
WHEN (OLD.capacity IS DISTINCT FROM NEW.capacity OR OLD.state IS DISTINCT FROM NEW.state)
EXECUTE FUNCTION events_follow_event();
"""

UNCOUNT = """
DROP TRIGGER follow_event ON events_event;
DROP FUNCTION events_follow_event();
DROP TRIGGER begin_tally ON events_event;
DROP FUNCTION events_begin_tally();
DROP TRIGGER count_signup ON events_signup;
DROP FUNCTION events_count_signup();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignupTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bucket", models.CharField(max_length=64)),
                ("hour", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["hour"], name="signup_try_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bucket", "hour"),
                        name="signup_try_counted_once",
                        violation_error_message="Forsøket er talt allerede.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="events.event",
                    ),
                ),
                ("capacity", models.PositiveIntegerField(blank=True, null=True)),
                ("ceiling", models.PositiveIntegerField(blank=True, null=True)),
                ("taken", models.PositiveIntegerField(db_default=0, default=0)),
                ("waiting", models.PositiveIntegerField(db_default=0, default=0)),
                ("last_number", models.PositiveBigIntegerField(db_default=0, default=0)),
                ("drop_ins", models.PositiveIntegerField(db_default=0, default=0)),
                ("gone_signed_up", models.PositiveIntegerField(db_default=0, default=0)),
                ("gone_arrived", models.PositiveIntegerField(db_default=0, default=0)),
                ("gone_first_timers", models.PositiveIntegerField(db_default=0, default=0)),
                ("report_asked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ceiling__isnull", True), ("taken__lte", models.F("ceiling")), _connector="OR"
                        ),
                        name="tally_is_not_oversold",
                        violation_error_message="Det er fullt.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("capacity__isnull", True), ("ceiling__isnull", True)),
                            ("ceiling__gte", models.F("capacity")),
                            _connector="OR",
                        ),
                        name="tally_ceiling_follows_capacity",
                        violation_error_message="Antallet plasser stemmer ikke. Prøv igjen.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attended", models.PositiveIntegerField(blank=True, null=True)),
                ("how", models.TextField(max_length=4000)),
                ("tip", models.TextField(blank=True, max_length=4000)),
                ("cost", models.PositiveIntegerField(blank=True, null=True)),
                ("further", models.JSONField(blank=True, default=dict)),
                ("written_at", models.DateTimeField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="written_report", to="events.event"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="event_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["written_at"], name="event_report_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("how", ""), _negated=True),
                        name="event_report_says_how_it_went",
                        violation_error_message="Skriv med noen ord hvordan det gikk.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("email_key", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(default="nb", max_length=2)),
                ("guests", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("signed_up", "Har plass"),
                            ("waiting", "På venteliste"),
                            ("cancelled", "Kommer ikke"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("signed_at", models.DateTimeField()),
                ("moved_up_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "Ikke svart"), ("coming", "Kommer"), ("not_coming", "Kommer ikke")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("arrived", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("link_version", models.PositiveSmallIntegerField(default=1)),
                ("reminded", models.CharField(blank=True, max_length=10)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signups", to="events.event"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_signups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["event", "state", "number"], name="signup_in_line"),
                    models.Index(
                        condition=models.Q(("email_key", ""), _negated=True),
                        fields=["email_key"],
                        name="signup_by_email",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("event", "person"),
                        name="signup_once_per_person",
                        violation_error_message="Du er allerede påmeldt.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", True), models.Q(("email_key", ""), _negated=True)),
                        fields=("event", "email_key"),
                        name="signup_once_per_email",
                        violation_error_message="Denne adressen er allerede påmeldt.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), ("email_key", ""), ("name", ""), ("person__isnull", False)),
                            models.Q(("person__isnull", True), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="signup_is_of_somebody",
                        violation_error_message="Skriv navnet på den som kommer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["signed_up", "waiting", "cancelled"])),
                        name="signup_state_is_known",
                        violation_error_message="Man har plass, står på venteliste eller kommer ikke.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guests__lte", 9)),
                        name="signup_guests_are_few",
                        violation_error_message="Hver kan ha med seg høyst 9 gjester.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived__isnull", True),
                            models.Q(
                                ("arrived__gte", 1),
                                (
                                    "arrived__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("guests"), "+", models.Value(1)
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="signup_no_more_come_than_signed_up",
                        violation_error_message="Flere enn dem som er påmeldt, telles som noen uten påmelding.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(COUNT, UNCOUNT),
    ]
