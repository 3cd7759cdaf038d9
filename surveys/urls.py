"""The respondent's addresses."""

from django.urls import path

from surveys import no_more_views, places, receipt_views, views

urlpatterns = [
    path("s/<slug:survey_key>/", views.survey, name="survey"),
    path("i/<str:token>/", views.invitation, name="invitation"),
    path("s/<slug:survey_key>/notice/", views.notice, name="notice"),
    path("s/<slug:survey_key>/thanks/", views.thanks, name="thanks"),
    path("r/<str:token>/", receipt_views.receipt, name="receipt"),
    path("r/<str:token>/change/", receipt_views.receipt_change, name="receipt_change"),
    path("r/<str:token>/delete/", receipt_views.receipt_delete, name="receipt_delete"),
    path("n/<str:token>/", no_more_views.no_more, name="no_more"),
    path("s/<slug:survey_key>/c/<str:token>/", places.context, name="context"),
    path("s/<slug:survey_key>/embed/", places.embed, name="embed"),
    path("s/<slug:survey_key>/embed/c/<str:token>/", places.embed_context, name="embed_context"),
]
