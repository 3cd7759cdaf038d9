from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_delete, pre_migrate


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.coding import read_again
        from reports.erasure import forget_copies
        from reports.rollups.triggers import drop_triggers, make_triggers
        from reports.search_index import make_index
        from surveys.models import Answer, Response

        pre_delete.connect(forget_copies, sender=Answer, dispatch_uid="reports.erasure")
        post_save.connect(read_again, sender=Response, dispatch_uid="reports.coding")
        pre_migrate.connect(drop_triggers, sender=self, dispatch_uid="reports.rollups")
        post_migrate.connect(make_triggers, sender=self, dispatch_uid="reports.rollups")
        post_migrate.connect(make_index, sender=self, dispatch_uid="reports.search")
