"""What every process of Lykta does once, when all apps are there."""

from importlib import import_module

from django.apps import AppConfig

from config.settling import leave_loaded_alone, settle_worker


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        leave_loaded_alone()
        import_module("django_q.signals").post_spawn.connect(settle_worker)  # which needs the apps to be there
