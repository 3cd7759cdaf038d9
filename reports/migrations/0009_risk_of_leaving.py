import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_spans_activity_and_care'),
        ('reports', '0008_read_samples'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'being trained'), ('active', 'in use'), ('withheld', 'not offered: no better than simpler ways'), ('short', 'not offered: too little history'), ('replaced', 'replaced by a newer one'), ('failed', 'failed')], default='waiting', max_length=8)),
                ('step', models.CharField(blank=True, max_length=20)),
                ('progress', models.FloatField(default=0.0)),
                ('as_of', models.DateField(blank=True, null=True)),
                ('weights', models.JSONField(default=dict)),
                ('figures', models.JSONField(default=dict)),
                ('leavers', models.BinaryField(default=bytes)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RiskScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('probability', models.FloatField()),
                ('loss', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('plan', models.CharField(blank=True, max_length=100)),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('parts', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
            ],
        ),
        migrations.AddField(
            model_name='riskmodel',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='riskscore',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='risk_scores', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='riskscore',
            name='model',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='reports.riskmodel'),
        ),
        migrations.AddConstraint(
            model_name='riskmodel',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('state',), name='one_risk_model_in_use'),
        ),
        migrations.AddIndex(
            model_name='riskscore',
            index=models.Index(fields=['model', 'currency', '-loss'], name='risk_by_loss'),
        ),
        migrations.AddIndex(
            model_name='riskscore',
            index=models.Index(fields=['model', '-probability'], name='risk_by_probability'),
        ),
        migrations.AddConstraint(
            model_name='riskscore',
            constraint=models.UniqueConstraint(fields=('customer', 'model'), name='one_score_a_model'),
        ),
    ]
