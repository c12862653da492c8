"""A calendar link belongs to whoever signs in, for practitioners have one, too."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def of_their_users(apps, schema_editor):
    """Each link goes to the user of its runner; without one it never answered, and goes."""
    links = apps.get_model("people", "CalendarLink").objects
    links.filter(runner__user=None).delete()
    runner = apps.get_model("people", "Runner").objects.filter(pk=models.OuterRef("runner"))
    links.update(user=models.Subquery(runner.values("user")))
    # What the keys of these rows still have to prove must be proved before the table changes.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("people", "0011_other_apps")]

    operations = [
        migrations.AddField(
            model_name="calendarlink",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calendar_links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(of_their_users, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="calendarlink", name="calendar_link_on_once_a_runner"
        ),
        migrations.RemoveField(model_name="calendarlink", name="runner"),
        migrations.AlterField(
            model_name="calendarlink",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calendar_links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarlink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("user",),
                name="calendar_link_on_once_a_person",
                violation_error_message="A link was made just now. Open this page again.",
            ),
        ),
    ]
