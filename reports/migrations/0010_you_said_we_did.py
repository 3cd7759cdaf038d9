import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0009_risk_of_leaving'),
        ('surveys', '0002_versions_displays_keys_erasures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FixFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='FixMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(max_length=40)),
                ('fixed_on', models.DateField()),
                ('texts', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-fixed_on', 'cause'],
            },
        ),
        migrations.CreateModel(
            name='FixSending',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('texts', models.JSONField()),
                ('planned', models.PositiveIntegerField(default=0)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('bounced', models.PositiveIntegerField(default=0)),
                ('unknown', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_because', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='UsedContact',
            fields=[
                ('mark', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('used_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-used_at'],
            },
        ),
        migrations.AddField(
            model_name='fixfailure',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.response'),
        ),
        migrations.AddField(
            model_name='fixmessage',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fixsending',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='reports.fixmessage'),
        ),
        migrations.AddField(
            model_name='fixsending',
            name='started_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fixfailure',
            name='sending',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='failures', to='reports.fixsending'),
        ),
        migrations.AddConstraint(
            model_name='fixmessage',
            constraint=models.UniqueConstraint(fields=('cause', 'fixed_on'), name='one_message_a_fix'),
        ),
        migrations.AddConstraint(
            model_name='fixsending',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('message',), name='one_sending_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='fixfailure',
            constraint=models.UniqueConstraint(fields=('sending', 'response'), name='one_failure_a_sending'),
        ),
    ]
