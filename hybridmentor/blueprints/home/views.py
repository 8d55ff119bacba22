"""My day, and the choice of language."""

from flask import Response, g, redirect, request, session as cookie

from hybridmentor.db import begin_write
from hybridmentor.i18n import LANGUAGES
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.days import plan_day
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
        return render_page("hybridmentor/home/welcome.html", actor=actor)
    audit_read("day.read")
    plan = plan_day(get_session(), actor)
    if not plan.cases and not actor.has_role("adviser"):
        return render_page("hybridmentor/home/welcome.html", actor=actor)
    return render_page(
        "hybridmentor/home/day.html",
        actor=actor,
        plan=plan,
        today=actor.today,
        shows_all=request.args.get("show") == "all",
    )


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
