"""The log of looks, and both logs cut into months (ADR 0013).

Months are made by ``core_make_month``: thirteen of them here, later ones by the nightly job through
``core_make_months``. What belongs to no month falls into a table of its own, so that no row is ever refused; it moves
when its month is made. Rows of the log of changes from before are carried over.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from lokallag.core.frozen import APP_ROLE, freeze
from lokallag.core.models import fresh_salt

MAKE_MONTHS = """
CREATE FUNCTION core_make_month(p_log text, p_month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    parent text := 'core_' || p_log;
    rest text := parent || '_default';
    part text := parent || to_char(p_month, '_YYYY_MM');
    first timestamptz := date_trunc('month', p_month::timestamp) AT TIME ZONE 'UTC';
    next timestamptz := (date_trunc('month', p_month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF p_log NOT IN ('change', 'look') THEN
        RAISE EXCEPTION 'there is no log %', p_log;
    END IF;
    IF to_regclass('public.' || part) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
    EXECUTE format('REVOKE ALL ON public.%I FROM {app}', part);
    EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', rest);
    EXECUTE format('WITH gone AS (DELETE FROM public.%I WHERE at >= %L AND at < %L RETURNING *)'
                   ' INSERT INTO public.%I SELECT * FROM gone', rest, first, next, part);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
                   parent, part, first, next);
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION core_make_month(text, date) FROM PUBLIC;

CREATE FUNCTION core_make_months(p_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made integer := 0;
    this timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['change', 'look'] LOOP
        FOR number IN 0 .. least(p_ahead, 36) LOOP
            IF public.core_make_month(name, (this + make_interval(months => number))::date) THEN
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION core_make_months(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core_make_months(integer) TO {app};
"""

TABLES = """
CREATE SEQUENCE core_look_id_seq AS bigint;
CREATE TABLE core_look (
    id bigint NOT NULL DEFAULT nextval('core_look_id_seq'),
    act varchar(80) NOT NULL,
    actor_id bigint,
    how varchar(10) NOT NULL,
    unit_id bigint,
    purpose varchar(200) NOT NULL,
    person_ids bigint[] NOT NULL,
    at timestamptz NOT NULL,
    salt bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()),
    CONSTRAINT core_look_key PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
ALTER SEQUENCE core_look_id_seq OWNED BY core_look.id;
CREATE TABLE core_look_default PARTITION OF core_look DEFAULT;
REVOKE ALL ON core_look_default FROM {app};

CREATE SEQUENCE core_change_number AS bigint;
CREATE TABLE core_change_cut (
    id bigint NOT NULL DEFAULT nextval('core_change_number'),
    act varchar(80) NOT NULL,
    actor_id bigint,
    target_kind varchar(80) NOT NULL,
    target_id varchar(64) NOT NULL,
    at timestamptz NOT NULL,
    details jsonb NOT NULL,
    salt bytea NOT NULL DEFAULT uuid_send(gen_random_uuid()),
    CONSTRAINT core_change_key PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE TABLE core_change_default PARTITION OF core_change_cut DEFAULT;
REVOKE ALL ON core_change_default FROM {app};
INSERT INTO core_change_cut (id, act, actor_id, target_kind, target_id, at, details)
    SELECT id, act, actor_id, target_kind, target_id, at, details FROM core_change;
SELECT setval('core_change_number', (SELECT coalesce(max(id), 0) + 1 FROM core_change), false);
DROP TABLE core_change;
ALTER TABLE core_change_cut RENAME TO core_change;
ALTER SEQUENCE core_change_number RENAME TO core_change_id_seq;
ALTER SEQUENCE core_change_id_seq OWNED BY core_change.id;

CREATE INDEX look_by_person ON core_look USING gin (person_ids);
CREATE INDEX look_by_actor ON core_look (actor_id, at);
CREATE INDEX change_by_target ON core_change (target_kind, target_id);
CREATE INDEX change_by_actor ON core_change (actor_id, at);
"""

MONTHS = """
SELECT core_make_months(13);
SELECT core_make_month('change', month) FROM (
    SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date AS month FROM core_change_default
) AS carried;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Look",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("act", models.CharField(max_length=80)),
                        ("actor_id", models.BigIntegerField(null=True)),
                        ("how", models.CharField(max_length=10)),
                        ("unit_id", models.BigIntegerField(null=True)),
                        ("purpose", models.CharField(blank=True, max_length=200)),
                        (
                            "person_ids",
                            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                        ),
                        ("at", models.DateTimeField()),
                        ("salt", models.BinaryField(default=fresh_salt, max_length=16)),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["person_ids"], name="look_by_person"),
                            models.Index(fields=["actor_id", "at"], name="look_by_actor"),
                        ],
                    },
                ),
                migrations.AddField("change", "salt", models.BinaryField(default=fresh_salt, max_length=16)),
                migrations.AddIndex("change", models.Index(fields=["actor_id", "at"], name="change_by_actor")),
            ],
            database_operations=[migrations.RunSQL((TABLES + MAKE_MONTHS + MONTHS).replace("{app}", APP_ROLE))],
        ),
        freeze("core_change"),
        freeze("core_look"),
    ]
