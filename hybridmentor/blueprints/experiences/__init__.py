"""Experiences: the board, one experience, sharing and changing one's own, and what the lead and the county decide."""

from flask import Blueprint

from hybridmentor.blueprints.experiences import (
    board_views,
    comment_views,
    follow_views,
    own_views,
    review_views,
    share_views,
    trend_views,
    views,
)


def build() -> Blueprint:
    """The area's blueprint."""
    area = Blueprint("experiences", __name__)
    area.add_url_rule("", "index", board_views.index, methods=["GET"])
    area.add_url_rule("/new", "new", share_views.new, methods=["GET"])
    area.add_url_rule("/new", "create", share_views.create, methods=["POST"])
    area.add_url_rule("/<uuid:experience_id>", "show", views.show, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/edit", "edit", own_views.edit, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/edit", "save", own_views.save, methods=["POST"])
    area.add_url_rule("/own", "own", own_views.own, methods=["GET"])
    area.add_url_rule("/review", "queue", review_views.queue, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/review", "review", review_views.review, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/review", "decide", review_views.decide, methods=["POST"])
    area.add_url_rule("/spread", "spread_queue", review_views.spread_queue, methods=["GET"])
    area.add_url_rule("/<uuid:experience_id>/spread", "spread", review_views.spread, methods=["GET"])
    area.add_url_rule(
        "/<uuid:experience_id>/spread", "decide_spread", review_views.decide_spread, methods=["POST"]
    )
    one = "/<uuid:experience_id>"
    area.add_url_rule(one, "comment", comment_views.comment, methods=["POST"])
    uncomment = f"{one}/comments/<uuid:comment_id>/remove"
    area.add_url_rule(uncomment, "uncomment", comment_views.uncomment, methods=["POST"])
    area.add_url_rule(f"{one}/useful", "judge", comment_views.judge, methods=["POST"])
    area.add_url_rule(f"{one}/use", "tell", comment_views.tell, methods=["POST"])
    area.add_url_rule("/followed", "followed", follow_views.followed, methods=["GET"])
    area.add_url_rule("/followed/tags", "follow", follow_views.follow, methods=["POST"])
    area.add_url_rule("/followed/tags/remove", "unfollow", follow_views.unfollow, methods=["POST"])
    area.add_url_rule("/followed/searches", "keep_search", follow_views.keep_search, methods=["POST"])
    forget = "/followed/searches/<uuid:search_id>/remove"
    area.add_url_rule(forget, "forget_search", follow_views.forget_search, methods=["POST"])
    area.add_url_rule("/trends", "trends", trend_views.trends, methods=["GET"])
    return area
