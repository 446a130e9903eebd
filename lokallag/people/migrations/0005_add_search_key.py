"""Search on names: a folded name that the database makes itself, and a trigram index on it.

The function stands in SQL so that the column is generated and a bulk load cannot forget it, and so that what one
searches for is folded by the very same rule. It uses built-in, immutable functions only: nothing of the server's locale.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.migrations.operations import RunSQL

# Decompose and drop the marks (é → e, å → a), lower, spell out what does not decompose; then ways to write one sound are
# one letter: aa is å, ae is æ, oe is ø. What is no letter or digit parts words, and each word has a space before it.
FOLD = r"""
CREATE FUNCTION search_fold(written text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.regexp_replace(
    pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
        pg_catalog.translate(
            pg_catalog.lower(pg_catalog.translate(
                pg_catalog.regexp_replace(
                    pg_catalog.normalize(written, 'NFD') COLLATE "C", U&'[\0300-\036F''’.]', '', 'g'
                ),
                'ÆØĐŁŊŦÞÐİ', 'æøđłŋŧþði'
            ) COLLATE "C"),
            'æøđłŋŧþðı', 'aodlnttdi'
        ), 'ß', 'ss'), 'aa', 'a'), 'ae', 'a'), 'oe', 'o'),
    '[[:space:],;:/_-]+', ' ', 'g'
);
CREATE FUNCTION search_name(given text, family text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ' ' || public.search_fold(given || ' ' || family) || ' ';
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_add_consent")]

    operations = [
        TrigramExtension(),
        RunSQL(FOLD, "DROP FUNCTION search_name(text, text); DROP FUNCTION search_fold(text);"),
        migrations.AddField(
            "person",
            "search_key",
            models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "given_name", "family_name", function="search_name", output_field=models.TextField()
                ),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex(
            "person",
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="person_by_search_key"),
        ),
    ]
