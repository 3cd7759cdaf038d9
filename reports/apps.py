from django.apps import AppConfig
from django.db.models.signals import pre_delete


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.erasure import forget_copies
        from surveys.models import Answer

        pre_delete.connect(forget_copies, sender=Answer, dispatch_uid="reports.erasure")
