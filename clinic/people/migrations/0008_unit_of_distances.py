from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_reminder_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='unit',
            field=models.CharField(choices=[('km', 'Kilometres'), ('mi', 'Miles')], default='km', max_length=2),
        ),
    ]
