"""Indexes that hold only what is asked for: the fee's own number of a member is the first half of another index, and of
a choice hardly any has somebody who made it for the member, or a branch that was suggested."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("membership", "0007_add_belonging_season")]

    operations = [
        migrations.AlterField(
            "feeyear",
            "membership",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fees",
                to="membership.membership",
            ),
        ),
        migrations.AlterField(
            "branchchoice",
            "suggested",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.unit",
            ),
        ),
        migrations.AlterField(
            "branchchoice",
            "chosen_by",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="branch_choices_made",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "branchchoice",
            models.Index(
                condition=models.Q(("suggested__isnull", False)), fields=["suggested"], name="choice_suggested"
            ),
        ),
        migrations.AddIndex(
            "branchchoice",
            models.Index(
                condition=models.Q(("chosen_by__isnull", False)), fields=["chosen_by"], name="choice_chosen_by"
            ),
        ),
    ]
