from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from surveys.default_survey import ensure_after_migrate

        post_migrate.connect(ensure_after_migrate, sender=self, dispatch_uid="surveys.default_survey")
