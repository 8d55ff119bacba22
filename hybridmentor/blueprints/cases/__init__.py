"""Cases: list, search, open, show, change, steps, mentor, agreed contact, close."""

from flask import Blueprint

from hybridmentor.blueprints.cases import (
    candidate_list_views,
    candidate_views,
    confirmation_views,
    consent_views,
    handover_views,
    list_views,
    mentor_views,
    outcome_views,
    pause_views,
    plan_views,
    registration_views,
    reopen_views,
    review_views,
    step_views,
    study_views,
    topic_views,
    tour_views,
    version_views,
    views,
)


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("cases", __name__)
    area.add_url_rule("", "index", list_views.index, methods=["GET"])
    area.add_url_rule("/search", "search", list_views.search, methods=["POST"])
    area.add_url_rule("/new", "new", views.new, methods=["GET"])
    area.add_url_rule("/new", "create", views.create, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>", "show", views.show, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/edit", "edit", views.edit, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/edit", "save", views.save, methods=["POST"])
    form, later = "/<uuid:case_id>/form", "/<uuid:case_id>/follow-ups"
    area.add_url_rule(form, "form", registration_views.form, methods=["GET"])
    area.add_url_rule(f"{form}/text", "form_text", registration_views.form_text, methods=["GET"])
    area.add_url_rule(f"{form}/edit", "edit_form", registration_views.edit, methods=["GET"])
    area.add_url_rule(f"{form}/edit", "save_form", registration_views.save, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/close", "close", outcome_views.close, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/close", "finish", outcome_views.finish, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/outcome", "outcome", outcome_views.outcome, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/outcome", "save_outcome", outcome_views.save_outcome, methods=["POST"])
    area.add_url_rule(f"{later}/new", "follow_up", outcome_views.follow_up, methods=["GET"])
    area.add_url_rule(f"{later}/new", "save_follow_up", outcome_views.save_follow_up, methods=["POST"])
    area.add_url_rule(f"{later}/<uuid:outcome_id>", "later", outcome_views.later, methods=["GET"])
    area.add_url_rule(f"{later}/<uuid:outcome_id>", "save_later", outcome_views.save_later, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/steps/<string:step>", "step", step_views.step, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/steps/<string:step>", "save_step", step_views.save, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/mentor", "mentor", mentor_views.mentor, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/mentor", "assign_mentor", mentor_views.assign, methods=["POST"])
    one = "/<uuid:case_id>/mentor/<uuid:assignment_id>"
    area.add_url_rule(one, "edit_mentor", mentor_views.edit, methods=["GET"])
    area.add_url_rule(one, "save_mentor", mentor_views.save, methods=["POST"])
    area.add_url_rule(f"{one}/end", "mentor_end", mentor_views.ending, methods=["GET"])
    area.add_url_rule(f"{one}/end", "end_mentor", mentor_views.end, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/agreed-contact", "plan", plan_views.plan, methods=["GET"])
    area.add_url_rule("/<uuid:case_id>/agreed-contact", "agree", plan_views.agree, methods=["POST"])
    complete = "/<uuid:case_id>/log-complete"
    area.add_url_rule(complete, "confirm", confirmation_views.confirm, methods=["GET"])
    area.add_url_rule(complete, "confirm_complete", confirmation_views.confirm_complete, methods=["POST"])
    one = "/<uuid:case_id>/agreed-contact/<string:relationship>"
    area.add_url_rule(one, "rhythm", plan_views.rhythm, methods=["GET"])
    area.add_url_rule(one, "set_rhythm", plan_views.set_rhythm, methods=["POST"])
    consents = "/<uuid:case_id>/consents"
    area.add_url_rule(consents, "consents", consent_views.consents, methods=["GET"])
    area.add_url_rule(f"{consents}/new", "consent", consent_views.consent, methods=["GET"])
    area.add_url_rule(f"{consents}/new", "give_consent", consent_views.give, methods=["POST"])
    add_studies(area)
    one = f"{consents}/<uuid:consent_id>/withdraw"
    area.add_url_rule(one, "withdrawal", consent_views.withdrawal, methods=["GET"])
    area.add_url_rule(one, "withdraw", consent_views.withdraw, methods=["POST"])
    companies = "/<uuid:case_id>/companies"
    area.add_url_rule(companies, "candidates", candidate_list_views.candidates, methods=["GET"])
    area.add_url_rule(
        f"{companies}/search", "search_companies", candidate_list_views.search, methods=["POST"]
    )
    area.add_url_rule(
        f"{companies}/registered", "add_registered", candidate_views.add_registered, methods=["POST"]
    )
    area.add_url_rule(f"{companies}/tour", "tour", tour_views.tour, methods=["GET"])
    area.add_url_rule(f"{companies}/new", "candidate_new", candidate_views.new, methods=["GET"])
    area.add_url_rule(f"{companies}/new", "add_candidate", candidate_views.add, methods=["POST"])
    company = f"{companies}/<uuid:candidate_id>"
    area.add_url_rule(company, "candidate", candidate_views.candidate, methods=["GET"])
    area.add_url_rule(company, "save_candidate", candidate_views.save, methods=["POST"])
    area.add_url_rule(f"{company}/choose", "choose_candidate", candidate_views.choose, methods=["POST"])
    area.add_url_rule(f"{company}/status", "move_candidate", candidate_views.move, methods=["POST"])
    area.add_url_rule(f"{company}/visit", "move_visit", tour_views.visit, methods=["POST"])
    pause, back = "/<uuid:case_id>/pause", "/<uuid:case_id>/return"
    area.add_url_rule(pause, "pause", pause_views.pause, methods=["GET"])
    area.add_url_rule(pause, "begin_pause", pause_views.begin, methods=["POST"])
    area.add_url_rule(back, "resume", pause_views.resume, methods=["GET"])
    area.add_url_rule(back, "end_pause", pause_views.end, methods=["POST"])
    add_reviews(area)
    handover, reopening = "/<uuid:case_id>/handover", "/<uuid:case_id>/reopen"
    area.add_url_rule(handover, "handover", handover_views.handover, methods=["GET"])
    area.add_url_rule(handover, "hand_over", handover_views.hand_over, methods=["POST"])
    area.add_url_rule("/handover", "handover_list", handover_views.handover_list, methods=["GET"])
    area.add_url_rule("/handover", "hand_over_several", handover_views.hand_over_several, methods=["POST"])
    area.add_url_rule(reopening, "reopen", reopen_views.reopen, methods=["GET"])
    area.add_url_rule(reopening, "open_again", reopen_views.open_again, methods=["POST"])
    area.add_url_rule("/<uuid:case_id>/versions", "versions", version_views.versions, methods=["GET"])
    return area


def add_reviews(area: Blueprint) -> None:
    """The addresses of going through a case, and of what is to be discussed about it."""
    reviews, topic = "/<uuid:case_id>/reviews", "/<uuid:case_id>/topic"
    one = f"{reviews}/<uuid:review_id>"
    area.add_url_rule(reviews, "reviews", review_views.reviews, methods=["GET"])
    area.add_url_rule(reviews, "add_review", review_views.add, methods=["POST"])
    area.add_url_rule(one, "review", review_views.review, methods=["GET"])
    area.add_url_rule(one, "save_review", review_views.save, methods=["POST"])
    area.add_url_rule(f"{one}/follow-up", "mark_review", review_views.mark, methods=["POST"])
    area.add_url_rule(topic, "topic", topic_views.topic, methods=["GET"])
    area.add_url_rule(topic, "raise_topic", topic_views.raise_one, methods=["POST"])
    area.add_url_rule(f"{topic}/settle", "settle_topic", topic_views.settle, methods=["POST"])


def add_studies(area: Blueprint) -> None:
    """The addresses of a case in studies: how it stands, what its persons answered, and that it is sent."""
    studies = "/<uuid:case_id>/studies"
    one = f"{studies}/<uuid:study_id>"
    asked = f"{one}/consents/<string:party>"
    area.add_url_rule(studies, "studies", study_views.studies, methods=["GET"])
    area.add_url_rule(f"{one}/send", "send_to_study", study_views.send, methods=["POST"])
    area.add_url_rule(f"{one}/take-back", "take_back_from_study", study_views.take_back, methods=["POST"])
    area.add_url_rule(asked, "study_consent", study_views.consent, methods=["GET"])
    area.add_url_rule(asked, "give_study_consent", study_views.give, methods=["POST"])
