"""The county's view: its offices beside each other, in numbers from five advisers up, and their goals as words."""

from hybridmentor.blueprints.office.tabs import list_tabs
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.office_view import sum_office
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.county_view import map_county_cases
from hybridmentor.queries.office_goals import list_offices_with_goals
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.office_words import describe_county, describe_goals
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session

HERE = "hybridmentor.office.county"


@requires(Permission.READ_COUNTY)
def county() -> str:
    """The offices of the counties that the actor coordinates."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    counties = {m.county for m in actor.list_offices("county")}
    offices = [one for one in list_offices_with_goals(session, actor) if one[0].county in counties]
    cases = map_county_cases(session, actor)
    rows = [
        describe_county(
            office, sum_office(cases.get(office.id, ()), actor.today, is_own=False, is_brief=True)
        )
        for office, _ in offices
    ]
    goals = [
        (office, describe_goals(own, None, actor.today, practice, is_own=False))
        for office, own in offices
        if own
    ]
    return render_page(
        "hybridmentor/office/county.html",
        county=", ".join(sorted(counties)),
        rows=rows,
        goals=goals,
        fewest=FEWEST_ADVISERS,
        tabs=list_tabs(HERE),
    )
