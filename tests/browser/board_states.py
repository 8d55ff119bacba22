"""The board of experiences and the companies of a case, in every state that people pass."""

from __future__ import annotations

from hybridmentor import clock
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.models import Case
from hybridmentor.queries.experiences import ExperienceFilter, list_experiences
from hybridmentor.services.candidates import read_candidate_values, save_candidate
from hybridmentor.services.experiences import edit_experience, read_experience_values
from tests.browser.board_scenes import COMPANY, EDITED, LONG, LONG_WORD, OWN, find_company
from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour
from tests.support.seed import make_actor, see_case

VARIANTS |= {
    "board_last_page",
    "board_without_hits",
    "board_of_market_contact",
    "experience_of_colleague",
    "experience_form_from_case",
    "experience_edit_form",
    "companies_none",
    "candidate_edit_form",
}


@state
def board(tour: Tour) -> None:
    tour.go("/experiences")
    assert tour.find(".hm-card").count() >= 4


@state
def board_filtered(tour: Tour) -> None:
    tour.go("/experiences?step=mentor&tag=oppstartsm%C3%B8te")
    assert tour.find(".hm-card").count() == 1


@state
def board_without_hits(tour: Tour) -> None:
    tour.go("/experiences?step=wishes&tag=language")
    assert tour.find(".hm-empty").count() == 1


@state
def board_empty(tour: Tour) -> None:
    tour.go("/experiences", "fersk")
    assert tour.find(".hm-empty li").count() == 3


@state
def board_over_several_pages(tour: Tour) -> None:
    tour.go("/experiences", "veileder2")
    assert tour.find(".hm-pager a").count() == 1


@state
def board_last_page(tour: Tour) -> None:
    tour.go("/experiences?tag=mange", "veileder2")
    tour.find(".hm-pager a").click()
    tour.page.wait_for_url("**after=**")
    assert tour.find(".hm-card").count() == 4


@state
def board_of_market_contact(tour: Tour) -> None:
    tour.go("/experiences", "marked")
    assert tour.find("a[href='/experiences/new']").count() == 0


def open_experience(tour: Tour, title: str) -> None:
    """Open an experience from the board, as its author or a colleague of the office."""
    tour.go("/experiences")
    tour.find(f".hm-card__a:has-text('{title}')").click()
    tour.find(".hm-story").first.wait_for()


@state
def experience_own(tour: Tour) -> None:
    open_experience(tour, OWN)
    assert tour.find("main a[href$='/edit']").count() == 1


@state
def experience_of_colleague(tour: Tour) -> None:
    open_experience(tour, "Kort oppstartsmøte")
    assert tour.find("main a[href$='/edit']").count() == 0


@state
def experience_with_long_words(tour: Tour) -> None:
    open_experience(tour, LONG)
    assert tour.find(".hm-chip").count() == 10


@state
def experience_form(tour: Tour) -> None:
    tour.go("/experiences/new")


@state
def experience_form_from_case(tour: Tour) -> None:
    tour.go(f"/experiences/new?case={tour.cases['running']}")
    assert tour.find("main [name=case]").count() == 1


@state
def experience_form_without_answers(tour: Tour) -> None:
    tour.go("/experiences/new")
    tour.submit()


@state
def experience_form_with_wrong_answers(tour: Tour) -> None:
    tour.go("/experiences/new")
    tour.unfold()
    tour.fill(title=LONG_WORD * 3, happened=NATIONAL_ID, learned="", own_tags="a, b, c, d, e, f, g")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 5


@state
def experience_shared(tour: Tour) -> None:
    tour.go(f"/experiences/new?case={tour.cases['no_mentor']}")
    tour.fill(title="Ti minutter deling hver torsdag", learned="Vi tar én sak, ikke runden rundt bordet.")
    tour.fill(confirmation="Ingen er nevnt.")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()


@state
def experience_edit_form(tour: Tour) -> None:
    open_experience(tour, OWN)
    tour.find("main a[href$='/edit']").click()
    tour.find("main [name=title]").wait_for()


@state
def experience_conflict(tour: Tour) -> None:
    open_experience(tour, EDITED)
    tour.find("main a[href$='/edit']").click()
    tour.unfold()
    tour.fill(learned="En time er nok.")
    tour.find("main [name=themes][value=language]").check(force=True)
    with tour.site.session() as session:
        actor, practice = make_actor(session, "veileder"), get_practice_model("hybridmodellen")
        shown, _ = list_experiences(session, actor, ExperienceFilter())
        one = next(one for one in shown if one.experience.title == EDITED)
        sent = read_experience_values(one.experience, practice) | {"learned": f"Sett {clock.now()}"}
        edit_experience(session, actor, one, practice=practice, version=one.experience.version, sent=sent)
        session.commit()
    tour.submit()
    assert tour.find(".hm-conflict").count() == 2


@state
def companies_listed(tour: Tour) -> None:
    tour.open_case("no_mentor", "/steps/company")
    assert tour.find("#candidates .hm-candidate").count() == 6


@state
def companies_none(tour: Tour) -> None:
    tour.open_case("new", "/steps/company")
    assert tour.find("#candidates .hm-empty").count() == 1


@state
def companies_with_long_names(tour: Tour) -> None:
    tour.open_case("long", "/steps/company")
    assert tour.find("#candidates .hm-candidate").count() == 1


@state
def candidate_form(tour: Tour) -> None:
    tour.open_case("new", "/companies/new")


@state
def candidate_form_with_errors(tour: Tour) -> None:
    tour.open_case("new", "/companies/new")
    tour.fill(asked_on="i forgårs", note=NATIONAL_ID)
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def candidate_edit_form(tour: Tour) -> None:
    tour.open_case("spare", "/steps/company")
    tour.find(f"#candidates a:has-text('{COMPANY}')").click()
    tour.find("main [name=company]").wait_for()


@state
def candidate_conflict(tour: Tour) -> None:
    tour.open_case("edited", "/steps/company")
    tour.find(f"#candidates a:has-text('{COMPANY}')").click()
    tour.fill(note="Har ringt dem")
    with tour.site.session() as session:
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, tour.cases["edited"]))
        row = find_company(session, visible.case.id)
        sent = read_candidate_values(row) | {"note": f"Sett {clock.now()}"}
        save_candidate(session, actor, visible, row, version=row.version, sent=sent)
        session.commit()
    tour.submit()
    assert tour.find(".hm-conflict").count() == 1


@state
def candidate_choice_is_asked_about(tour: Tour) -> None:
    tour.open_case("spare", "/steps/company")
    tour.find("form[action$='/choose'] button").click()
    tour.find("main [name=replaces]").wait_for(state="attached")
