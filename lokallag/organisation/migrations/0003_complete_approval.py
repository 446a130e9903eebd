import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_add_approval"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="also_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="answer",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(("also_for__contains", [models.F("proposer_id")]), _negated=True),
                name="approval_not_for_oneself_among_others",
                violation_error_message="Du kan ikke foreslå dette for deg selv. Be en annen i styret om det.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("also_for__contains", [models.F("decided_by_id")]), _negated=True),
                    _connector="OR",
                ),
                name="approval_by_one_who_gains_nothing",
                violation_error_message="Den som foreslår, og den som får noe ut av det, kan ikke godkjenne selv.",
            ),
        ),
    ]
