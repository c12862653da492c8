"""Codes that have become tokens, and the secret before a new one."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0013_notifications_are_a_way'),
    ]

    operations = [
        migrations.AddField(
            model_name='client',
            name='former_secret',
            field=models.CharField(blank=True, default='', help_text='Hashed; good until `former_until`.', max_length=255),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='client',
            name='former_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(
                condition=Q(former_secret='', former_until=None)
                | (~Q(former_secret='') & Q(client_type='confidential', former_until__isnull=False)),
                name='client_former_secret_ends',
                violation_error_message='A former secret ends, and a public app has none.',
            ),
        ),
        migrations.CreateModel(
            name='SpentCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 of the code, in hex.', max_length=64, unique=True)),
                ('family', models.UUIDField(help_text='Of the tokens that it became, and all that follow them.')),
                ('spent_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.client')),
            ],
        ),
    ]
