import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from lokallag.core.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["person_ids"], name="look_by_person")],
            },
        ),
        freeze("core_look"),
    ]
