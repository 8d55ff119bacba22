"""My day, what it is narrowed to, and the choice of language."""

from flask import Response, g, redirect, request, session as cookie, url_for

from hybridmentor.db import begin_write
from hybridmentor.i18n import LANGUAGES
from hybridmentor.identity import Actor
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import CASE_READERS
from hybridmentor.policy.rules import permits
from hybridmentor.queries.days import DayFilter, plan_day
from hybridmentor.queries.situations import RELATIONSHIPS
from hybridmentor.queries.study_links import OpenSurveys, find_open_surveys
from hybridmentor.services.day_filters import narrow_day
from hybridmentor.services.languages import choose_language
from hybridmentor.web.guards import audit_read, find_actor, get_actor, public, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.ways import find_way_back


@requires(Permission.USE_APPLICATION)
def day() -> str:
    """What needs the adviser today, most pressing first; for those without cases, where they can go."""
    actor = get_actor()
    if not permits(actor, Permission.LIST_CASES):
        return render_page("hybridmentor/home/welcome.html", actor=actor, surveys=find_surveys(actor))
    audit_read("day.read")
    offices = list_own_offices(actor)
    # Where there is no choice nothing can be narrowed to, and nothing could be widened again.
    narrowed = DayFilter.read(actor.day_filter, [key for key, _ in offices] if len(offices) > 1 else ())
    plan = plan_day(get_session(), actor, narrowed)
    if not plan.cases and not actor.has_role("adviser"):
        return render_page("hybridmentor/home/welcome.html", actor=actor, surveys=find_surveys(actor))
    return render_page(
        "hybridmentor/home/day.html",
        actor=actor,
        plan=plan,
        today=actor.today,
        narrowed=narrowed,
        offices=offices,
        shows_all=request.args.get("show") == "all",
        surveys=find_surveys(actor),
    )


def find_surveys(actor: Actor) -> OpenSurveys | None:
    """The surveys whose links the actor may pass on today."""
    if not permits(actor, Permission.KEEP_STUDY_LINKS):
        return None
    return find_open_surveys(get_session(), actor)


def list_own_offices(actor: Actor) -> list[tuple[int, str]]:
    """The offices whose cases the actor may have a part in, each once."""
    return list(
        {m.office_id: m.office_name for m in actor.list_offices(*CASE_READERS, purpose="practice")}.items()
    )


@requires(Permission.LIST_CASES)
def narrow() -> Response:
    """Narrow my day to a relationship or an office; kept with the account. Any other choice changes nothing."""
    actor, session = get_actor(), get_session()
    sent = request.form
    office = sent.get("office", "")
    if "relationship" in sent and sent["relationship"] in ("", *RELATIONSHIPS):
        choice, value = "relationship", sent["relationship"]
    elif "office" in sent and (not office or office in {str(key) for key, _ in list_own_offices(actor)}):
        choice, value = "office", office
    else:
        return redirect(url_for("hybridmentor.home.day"), 303)  # type: ignore[return-value]
    begin_write(session)
    narrow_day(session, actor, choice, value)
    session.commit()
    return redirect(url_for("hybridmentor.home.day"), 303)  # type: ignore[return-value]


@public
def language() -> Response:
    """Choose the language; kept with the account, before signing in with the browser."""
    wanted = request.form.get("language", "")
    actor = find_actor()
    if wanted in LANGUAGES:
        cookie["hm_language"] = wanted
        g.hm_language = wanted
        if actor is not None:
            session = get_session()
            begin_write(session)
            choose_language(session, actor, wanted)
            session.commit()
    return redirect(find_way_back(request.form.get("next")), 303)  # type: ignore[return-value]
