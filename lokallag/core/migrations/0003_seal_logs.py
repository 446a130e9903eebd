"""The chain over both logs, the list of rows that wait for it, and the two doors through which rows go (ADR 0013).

Every row added to a log is put on the list by a trigger, in its own transaction: no row is shared, so nobody waits.
"""

from django.db import migrations, models

from lokallag.core.frozen import APP_ROLE, freeze

WAITING = """
CREATE TABLE core_unsealed (log varchar(6) NOT NULL, row_id bigint NOT NULL, at timestamptz NOT NULL);
REVOKE INSERT, UPDATE, TRUNCATE ON core_unsealed FROM {app};
CREATE FUNCTION core_await_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.core_unsealed (log, row_id, at) VALUES (TG_ARGV[0], NEW.id, NEW.at);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION core_await_seal() FROM PUBLIC;
INSERT INTO core_unsealed SELECT 'change', id, at FROM core_change;
CREATE TRIGGER await_seal AFTER INSERT ON core_change FOR EACH ROW EXECUTE FUNCTION core_await_seal('change');
CREATE TRIGGER await_seal AFTER INSERT ON core_look FOR EACH ROW EXECUTE FUNCTION core_await_seal('look');
"""

ERASE = """
CREATE FUNCTION core_erase_person(
    p_person bigint, p_kinds text[], p_ids text[], p_own_acts text[], p_keys text[], p_actor bigint, p_at timestamptz
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    looks jsonb;
    changes jsonb;
BEGIN
    -- One at a time: a row that two persons share is replaced for the first before the second looks for it.
    PERFORM pg_advisory_xact_lock(7020014);
    WITH gone AS (
        DELETE FROM public.core_look WHERE person_ids @> ARRAY[p_person] RETURNING *
    ), kept AS (
        INSERT INTO public.core_look (act, actor_id, how, unit_id, purpose, person_ids, at)
        SELECT act, actor_id, how, unit_id, CASE WHEN cardinality(person_ids) = 1 THEN '' ELSE purpose END,
               array_replace(person_ids, p_person, 0::bigint), at
        FROM gone ORDER BY id
    )
    SELECT coalesce(jsonb_agg(id ORDER BY id), '[]') INTO looks FROM gone;

    WITH named AS (
        SELECT unnest(p_kinds) AS kind, unnest(p_ids) AS id
    ), found AS (
        SELECT change.id, change.at,
               EXISTS (SELECT FROM named WHERE (kind, named.id) = (change.target_kind, change.target_id)) AS about,
               change.actor_id = p_person AND change.act = ANY (p_own_acts) AS own,
               ARRAY(SELECT key FROM jsonb_each(change.details) WHERE value = to_jsonb(p_person)
                     AND (key = ANY (p_keys) OR EXISTS (SELECT FROM unnest(p_keys) AS start
                                                        WHERE right(start, 1) = '_' AND starts_with(key, start)))
               ) AS keys
        FROM public.core_change AS change
    ), gone AS (
        DELETE FROM public.core_change AS change USING found
        WHERE (found.at, found.id) = (change.at, change.id)
          AND (found.about OR found.own OR cardinality(found.keys) > 0)
        RETURNING change.*, found.about, found.own, found.keys
    ), kept AS (
        INSERT INTO public.core_change (act, actor_id, target_kind, target_id, at, details)
        SELECT act, nullif(actor_id, p_person), target_kind, CASE WHEN about OR own THEN '' ELSE target_id END, at,
               details - keys
        FROM gone ORDER BY id
    )
    SELECT coalesce(jsonb_agg(id ORDER BY id), '[]') INTO changes FROM gone;

    IF looks <> '[]' OR changes <> '[]' THEN
        INSERT INTO public.core_change (act, actor_id, target_kind, target_id, at, details)
        VALUES ('core.erase_person', nullif(p_actor, p_person), '', '', p_at,
                jsonb_build_object('looks', looks, 'changes', changes));
    END IF;
    RETURN jsonb_array_length(looks) + jsonb_array_length(changes);
END $$;
REVOKE ALL ON FUNCTION core_erase_person(bigint, text[], text[], text[], text[], bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core_erase_person(bigint, text[], text[], text[], text[], bigint, timestamptz) TO {app};
"""

DROP = """
CREATE FUNCTION core_drop_before(p_log text, p_before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    parent text := 'core_' || p_log;
    part text;
    rows bigint;
    total bigint := 0;
BEGIN
    FOR part IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('public.' || parent)
          AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
          AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= p_before
    LOOP
        EXECUTE format('SELECT count(*) FROM public.%I', part) INTO rows;
        EXECUTE format('DROP TABLE public.%I', part);
        total := total + rows;
    END LOOP;
    EXECUTE format('DELETE FROM public.%I WHERE at < %L', parent || '_default', p_before);
    GET DIAGNOSTICS rows = ROW_COUNT;
    RETURN total + rows;
END $$;
REVOKE ALL ON FUNCTION core_drop_before(text, timestamptz) FROM PUBLIC;

CREATE FUNCTION core_drop_expired(p_at timestamptz, OUT looks bigint, OUT changes bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    this timestamp := date_trunc('month', least(p_at, now()) AT TIME ZONE 'UTC');
    looks_before timestamptz := (this - interval '24 months') AT TIME ZONE 'UTC';
    changes_before timestamptz := (this - interval '60 months') AT TIME ZONE 'UTC';
BEGIN
    looks := public.core_drop_before('look', looks_before);
    changes := public.core_drop_before('change', changes_before);
    IF looks + changes > 0 THEN
        INSERT INTO public.core_change (act, target_kind, target_id, at, details)
        VALUES ('core.drop_expired', '', '', least(p_at, now()),
                jsonb_build_object('looks', looks, 'changes', changes,
                                   'looks_before', to_char(looks_before AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
                                   'changes_before', to_char(changes_before AT TIME ZONE 'UTC', 'YYYY-MM-DD')));
    END IF;
END $$;
REVOKE ALL ON FUNCTION core_drop_expired(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core_drop_expired(timestamptz) TO {app};
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_add_looks")]

    operations = [
        migrations.CreateModel(
            name="ChainLink",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("log", models.CharField(max_length=6)),
                ("row_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("commitment", models.BinaryField()),
                ("link", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("log", "row_id"),
                        name="row_is_sealed_once",
                        violation_error_message="Raden er forseglet fra før.",
                    )
                ],
            },
        ),
        freeze("core_chainlink"),
        migrations.RunSQL((WAITING + ERASE + DROP).replace("{app}", APP_ROLE)),
    ]
