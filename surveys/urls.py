"""The respondent's addresses."""

from django.urls import path

from surveys import views

urlpatterns = [
    path("s/<slug:survey_key>/", views.survey, name="survey"),
    path("i/<str:token>/", views.invitation, name="invitation"),
    path("s/<slug:survey_key>/notice/", views.notice, name="notice"),
    path("s/<slug:survey_key>/thanks/", views.thanks, name="thanks"),
]
