from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0022_what_was_done_about_an_alert'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('severe_pain', 'Very strong pain'), ('pain', 'Pain above the limit'), ('morning', 'Worse next morning'), ('rerated', 'A pain rating changed'), ('restriction', 'A drill against a restriction'), ('run_step', 'A bigger step than usual'), ('question', 'A question')], max_length=12),
        ),
    ]
