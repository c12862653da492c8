"""Apps and services that act for people (OAuth 2.0)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import oauth2_provider.generators
import oauth2_provider.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0010_consents_stay'),
    ]
    # Its tokens point at this table.
    run_before = [('oauth2_provider', '0001_initial')]

    operations = [
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('client_id', models.CharField(db_index=True, default=oauth2_provider.generators.generate_client_id, max_length=255, unique=True, verbose_name='client ID')),
                ('redirect_uris', models.TextField(blank=True, help_text='Allowed URIs list, space separated', verbose_name='redirect URIs')),
                ('post_logout_redirect_uris', models.TextField(blank=True, default='', help_text='Allowed Post Logout URIs list, space separated', verbose_name='post logout redirect URIs')),
                ('client_type', models.CharField(choices=[('confidential', 'Confidential'), ('public', 'Public')], max_length=32, verbose_name='client type')),
                ('authorization_grant_type', models.CharField(choices=[('authorization-code', 'Authorization code'), ('urn:ietf:params:oauth:grant-type:device_code', 'Device Code'), ('implicit', 'Implicit'), ('password', 'Resource owner password-based'), ('client-credentials', 'Client credentials'), ('openid-hybrid', 'OpenID connect hybrid')], max_length=44, verbose_name='authorization grant type')),
                ('client_secret', oauth2_provider.models.ClientSecretField(blank=True, db_index=True, default=oauth2_provider.generators.generate_client_secret, help_text='Client secret for authentication', max_length=255, verbose_name='client secret')),
                ('hash_client_secret', models.BooleanField(default=True, verbose_name='hash client secret')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('skip_authorization', models.BooleanField(default=False, verbose_name='skip authorization')),
                ('created', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('algorithm', models.CharField(blank=True, choices=[('', 'No OIDC support'), ('RS256', 'RSA with SHA-2 256'), ('HS256', 'HMAC with SHA-2 256')], default='', max_length=5, verbose_name='algorithm')),
                ('allowed_origins', models.TextField(blank=True, default='', help_text='Allowed origins list to enable CORS, space separated', verbose_name='allowed origins')),
                ('registration_source', models.CharField(choices=[('manual', 'Manual'), ('dcr', 'Dynamic Client Registration'), ('cimd', 'Client ID Metadata Document')], default='manual', help_text='How this application was registered (manual, DCR per RFC 7591, or CIMD)', max_length=32, verbose_name='registration source')),
                ('cimd_expires_at', models.DateTimeField(blank=True, default=None, help_text='When the cached Client ID Metadata Document should be re-fetched', null=True, verbose_name='CIMD expires at')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('programs:read', 'Programs Read'), ('programs:write', 'Programs Write'), ('logs:read', 'Logs Read'), ('logs:write', 'Logs Write'), ('appointments:read', 'Appointments Read'), ('appointments:write', 'Appointments Write'), ('enquiries:read', 'Enquiries Read'), ('enquiries:write', 'Enquiries Write'), ('profile:read', 'Profile Read')], max_length=24), help_text='What it may ask for at most.')),
                ('disabled_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('authorization_grant_type', 'authorization-code'), ('redirect_uris__regex', '^(https://[^[:space:]#@*]+|http://(127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?/[^[:space:]#@*]*)( (https://[^[:space:]#@*]+|http://(127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{1,5})?/[^[:space:]#@*]*))*$')), models.Q(('authorization_grant_type', 'client-credentials'), ('redirect_uris', '')), _connector='OR'), name='client_redirects_are_https_or_this_device', violation_error_message='An app needs addresses to come back to, each https:// or http://127.0.0.1; a service has none.'), models.CheckConstraint(condition=models.Q(('authorization_grant_type', 'authorization-code'), models.Q(('client_type', 'confidential'), ('user__isnull', False)), _connector='OR'), name='client_that_is_a_service_has_an_owner', violation_error_message='A service has a secret, and acts for somebody: its owner.'), models.CheckConstraint(condition=models.Q(('algorithm', ''), ('hash_client_secret', True), ('skip_authorization', False)), name='client_keeps_to_what_is_safe', violation_error_message='Secrets are hashed, and people are always asked.'), models.CheckConstraint(condition=models.Q(('scopes__len__gte', 1)), name='client_may_ask_for_something', violation_error_message='Name at least one scope.')],
            },
        ),
    ]
