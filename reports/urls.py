"""The team's addresses."""

from django.urls import path, register_converter

from reports.exports import FORMATS
from reports.views import (
    cause,
    causes_by_segment,
    codebook,
    customers,
    definitions,
    digests,
    emerging,
    frozen,
    interviews,
    learning,
    overview,
    people,
    quotes,
    responses,
    saved,
    silence,
    stated_written,
    survey_builder,
    survey_places,
    surveys,
    whole_report,
)


class FileFormat:
    """``csv`` or ``json`` in an address."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileFormat, "format")

urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("overview.<format:file_format>", overview.overview_export, name="overview_export"),
    path("report/", whole_report.whole_report, name="whole_report"),
    path("report/freeze/", whole_report.freeze_report, name="freeze_report"),
    path("saved/", saved.save_view, name="save_view"),
    path("saved/<int:view_id>/remove/", saved.remove_view, name="remove_view"),
    path("causes/", causes_by_segment.causes_by_segment, name="causes_by_segment"),
    path(
        "causes-by-segment.<format:file_format>",
        causes_by_segment.causes_by_segment_export,
        name="causes_by_segment_export",
    ),
    path("people/", people.people, name="people"),
    path("people.<format:file_format>", people.people_export, name="people_export"),
    path("responses/<int:response_id>/", responses.response, name="response"),
    path("responses/<int:response_id>/corrections/", responses.correct_response, name="correct_response"),
    path("corrections/<int:correction_id>/undo/", responses.undo_correction, name="undo_correction"),
    path("customers/", customers.customers, name="customers"),
    path("customers.<format:file_format>", customers.customers_export, name="customers_export"),
    path("customers/<int:customer_id>/", customers.customer, name="customer"),
    path("customers/<int:customer_id>/invite/", customers.invite_customer, name="invite_customer"),
    path("emerging/", emerging.emerging, name="emerging"),
    path("emerging/dismiss/", emerging.dismiss_emerging, name="dismiss_emerging"),
    path("emerging/<int:theme_id>/restore/", emerging.restore_emerging, name="restore_emerging"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/add/", codebook.add_cause, name="add_cause"),
    path("codebook/history/", codebook.codebook_history, name="codebook_history"),
    path("codebook/history/<int:number>/revert/", codebook.revert_codebook, name="revert_codebook"),
    path("codebook/causes/<slug:cause>/", codebook.codebook_cause, name="codebook_cause"),
    path("codebook/causes/<slug:cause>/<slug:change>/", codebook.change_cause, name="change_cause"),
    path("learning/", learning.learning, name="learning"),
    path("learning/propose/", learning.propose_layer, name="propose_layer"),
    path("learning/<int:layer_id>/accept/", learning.accept_layer, name="accept_layer"),
    path("learning/<int:layer_id>/decline/", learning.decline_layer, name="decline_layer"),
    path("learning/<int:layer_id>/take-back/", learning.take_back_layer, name="take_back_layer"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("interviews/add/", interviews.add_interview, name="add_interview"),
    path("interviews/<int:interview_id>/change/", interviews.change_interview, name="change_interview"),
    path("interviews/<int:interview_id>/delete/", interviews.delete_interview, name="delete_interview"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("start-survey/", surveys.start_survey, name="start_survey"),
    path("surveys/<slug:survey_key>/", survey_builder.survey_builder, name="survey_builder"),
    path("surveys/<slug:survey_key>/check/", survey_builder.check_survey, name="check_survey"),
    path("surveys/<slug:survey_key>/preview/", survey_builder.survey_preview, name="survey_preview"),
    path("surveys/<slug:survey_key>/close/", surveys.close_survey, name="close_survey"),
    path("surveys/<slug:survey_key>/reopen/", surveys.reopen_survey, name="reopen_survey"),
    path("surveys/<slug:survey_key>/versions/", surveys.survey_versions, name="survey_versions"),
    path("surveys/<slug:survey_key>/versions/<int:number>/", surveys.survey_version, name="survey_version"),
    path(
        "surveys/<slug:survey_key>/versions/<int:number>/preview/",
        surveys.survey_version_preview,
        name="survey_version_preview",
    ),
    path("surveys/<slug:survey_key>/places/", survey_places.survey_places, name="survey_places"),
    path("surveys/<slug:survey_key>/places/qr.svg", survey_places.survey_qr, name="survey_qr"),
    path("surveys/<slug:survey_key>/places/sites/", survey_places.allow_survey_sites, name="allow_survey_sites"),
    path("surveys/<slug:survey_key>/places/keys/", survey_places.make_survey_key, name="make_survey_key"),
    path(
        "surveys/<slug:survey_key>/places/keys/<slug:key_name>/retire/",
        survey_places.retire_survey_key,
        name="retire_survey_key",
    ),
    path("digest/", digests.digest, name="digest"),
    path("digest/add/", digests.add_digest_target, name="add_digest_target"),
    path("digest/preview/", digests.digest_preview, name="digest_preview"),
    path("digest/preview/mail/", digests.digest_mail, name="digest_mail"),
    path("digest/<int:target_id>/test/", digests.test_digest_target, name="test_digest_target"),
    path("digest/<int:target_id>/pause/", digests.pause_digest_target, name="pause_digest_target"),
    path("digest/<int:target_id>/delete/", digests.delete_digest_target, name="delete_digest_target"),
    path("digest/<int:target_id>/restore/", digests.restore_digest_target, name="restore_digest_target"),
    path("digest/end/<str:token>/", digests.unsubscribe_digest, name="unsubscribe_digest"),
    path("frozen/", frozen.frozen_reports, name="frozen_reports"),
    path("frozen/<uuid:report_id>/revoke/", frozen.revoke_frozen_report, name="revoke_frozen_report"),
    path("frozen/<uuid:report_id>/restore/", frozen.restore_frozen_report, name="restore_frozen_report"),
    path("frozen/<str:token>/", frozen.frozen_report, name="frozen_report"),
    path("frozen/<str:token>/figures.json", frozen.frozen_figures, name="frozen_figures"),
    path("stated-written/", stated_written.stated_written, name="stated_written"),
    path("stated-written.<format:file_format>", stated_written.stated_written_export, name="stated_written_export"),
    path("silence/", silence.silence, name="silence"),
    path("silence.<format:file_format>", silence.silence_export, name="silence_export"),
    path("causes/<slug:cause>/", cause.cause, name="cause"),
    path("causes/<slug:cause>/care/", cause.care_for_cause, name="care_for_cause"),
    path("causes/<slug:cause>/notes/", cause.write_note, name="write_note"),
    path("causes/<slug:cause>/releases/", cause.mark_release, name="mark_release"),
    path("causes/<slug:cause>/releases/<int:release_id>/change/", cause.change_release, name="change_release"),
    path("causes/<slug:cause>/releases/<int:release_id>/remove/", cause.remove_release, name="remove_release"),
    path("cause-care/<int:change_id>/undo/", cause.undo_care, name="undo_care"),
    path("cause-notes/<int:note_id>/change/", cause.change_note, name="change_note"),
    path("cause-notes/<int:note_id>/remove/", cause.remove_note, name="remove_note"),
    path("people/change/", people.change_people, name="change_people"),
    path("people/changes/<int:change_id>/undo/", people.undo_people_change, name="undo_people_change"),
    path("people/rows/<int:response_id>/", people.people_row, name="people_row"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/arrange/", quotes.arrange_quotes, name="arrange_quotes"),
    path("quotes/page/", quotes.quotes_page, name="quotes_page"),
    path("quotes.md", quotes.quotes_text, name="quotes_text"),
    path("quotes.<format:file_format>", quotes.quotes_export, name="quotes_export"),
]
