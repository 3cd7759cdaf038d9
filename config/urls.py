"""Every address of the product."""

from django.contrib.auth import views as auth_views
from django.urls import include, path

from config import health, views
from customers.activity.views import receive_activity

urlpatterns = [
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
    path("log-in/", views.LogIn.as_view(), name="log_in"),
    path("log-out/", auth_views.LogoutView.as_view(), name="log_out"),
    path("language/", views.set_language, name="set_language"),
    path("api/activity/", receive_activity, name="receive_activity"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"
