"""A caution without a source could be shown to a physio as a rule from nowhere."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0019_a_part_has_its_reason")]

    operations = [
        migrations.AddConstraint(
            model_name="drillcaution",
            constraint=models.CheckConstraint(
                condition=~Q(source=""),
                name="drill_caution_names_its_source",
                violation_error_message="Say where this caution comes from.",
            ),
        ),
    ]
