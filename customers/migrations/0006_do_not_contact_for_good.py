import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_activity_sent_and_judged'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='donotcontact',
            name='ref',
            field=models.CharField(blank=True, db_index=True, default='', max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='donotcontact',
            name='removed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='donotcontact',
            name='removed_because',
            field=models.CharField(blank=True, default='', max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='donotcontact',
            name='removed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='donotcontact',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='do_not_contact', to='customers.customer'),
        ),
        migrations.AddConstraint(
            model_name='donotcontact',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None), models.Q(('address', ''), _negated=True)), fields=('address',), name='address_listed_once'),
        ),
        migrations.AddConstraint(
            model_name='donotcontact',
            constraint=models.UniqueConstraint(condition=models.Q(('address', ''), ('removed_at', None)), fields=('ref',), name='customer_listed_once'),
        ),
    ]
