from django.db import migrations, models

from lokallag.core.frozen import freeze


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_hash", models.CharField(max_length=64)),
                ("erased_at", models.DateTimeField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("left", "Meldte seg ut"),
                            ("gone", "Ikke lenger i medlemsregisteret"),
                            ("unpaid", "Betalte ikke kontingent"),
                            ("expired", "Lagringstiden er over"),
                            ("restored", "Slettet på nytt etter en gjenoppretting"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["erased_at"], name="erasure_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_hash",),
                        name="erasure_once_per_person",
                        violation_error_message="Personen er allerede slettet.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person_hash__regex", "^[0-9a-f]{64}$")),
                        name="erasure_is_a_hash",
                        violation_error_message="Sletteloggen har bare plass til en nøkkelsum, ikke til opplysninger.",
                    ),
                ],
            },
        ),
        freeze("privacy_erasure"),
    ]
