"""Who may do what: every address we answer, for everybody, on every kind of case. Written by hand, not from the rules.

The application has to answer as this file says; `docs/permissions.md` prints it. A new address, role or kind of case
needs a line here, or a test is red.
"""

from __future__ import annotations

from dataclasses import dataclass

ACTORS = {
    "stranger": "nobody has signed in",
    "colleague": "adviser at the case's office, without a part in the case",
    "adviser": "adviser at the case's office, with the part of adviser in the case",
    "other_service": "adviser at the case's office for municipal cases only",
    "elsewhere": "adviser at another office",
    "guest": "adviser at another office, with a part in the case",
    "former_guest": "adviser at another office whose part in the case ended yesterday",
    "recused": "adviser at the case's office with a part in the case, but shut out of it as an interested party",
    "moved": "adviser whose role at the office ended yesterday",
    "left_with_part": "the same, but nobody has ended the part in the case",
    "moved_with_part": "the same, and adviser at another office since",
    "lead": "lead at the case's office",
    "lead_elsewhere": "lead at another office",
    "local_contact": "local contact at the case's office",
    "market_contact": "market contact at the case's office",
    "county": "county coordinator",
    "researcher": "researcher",
    "release_approver": "release approver",
    "admin": "administrator",
    "without_role": "an account without any role",
    "shut_out": "adviser whose account was shut while signed in",
}
STRANGERS = ("stranger", "shut_out")
"""Those who count as not signed in."""

CASES = {
    "open": "an open case of the state service",
    "municipal": "an open case of the municipal service",
    "closed": "a closed case",
    "kode_7": "an open case of somebody with a confidential address (kode 7)",
    "kode_6": "an open case of somebody with a strictly confidential address (kode 6): frozen for everybody",
    "shielded": "an open case of somebody who is shielded (skjermet)",
    "example": "a published example on the office's shelf",
    "other": "an open case of another office",
    "unknown": "an id that no case has",
}

CASE_ACCESS = """
                     open  municipal  closed  kode_7  kode_6  shielded  example  other  unknown
    colleague        work  work       read    -       -       -         read     -      -
    adviser          work  work       read    work    -       work      read     -      -
    other_service    -     work       -       -       -       -         read     -      -
    elsewhere        -     -          -       -       -       -         -        work   -
    guest            work  work       read    work    -       work      read     -      -
    former_guest     -     -          -       -       -       -         -        -      -
    recused          -     -          -       -       -       -         -        -      -
    moved            -     -          -       -       -       -         -        -      -
    left_with_part   -     -          -       -       -       -         -        -      -
    moved_with_part  work  work       read    work    -       work      read     -      -
    lead             read  read       read    -       -       -         read     -      -
    lead_elsewhere   -     -          -       -       -       -         -        read   -
    local_contact    read  read       read    -       -       -         read     -      -
    market_contact   -     -          -       -       -       -         -        -      -
    county           -     -          -       -       -       -         -        -      -
    researcher       -     -          -       -       -       -         -        -      -
    release_approver -     -          -       -       -       -         -        -      -
    admin            -     -          -       -       -       -         -        -      -
    without_role     -     -          -       -       -       -         -        -      -
"""
"""`work`: read and change. `read`: see, but what changes it is answered with 403. `-`: answered as if it were not there."""

PAGE_ACCESS = """
                 anyone lists opens figures administers office develops leads hands_over experience author company register
colleague        yes    yes   yes   -       -           yes    yes      -     yes        yes        -      yes     yes
adviser          yes    yes   yes   -       -           yes    yes      -     yes        yes        yes    yes     yes
other_service    yes    yes   yes   -       -           yes    yes      -     yes        yes        -      yes     yes
elsewhere        yes    yes   yes   -       -           yes    yes      -     yes        hidden     hidden hidden  yes
guest            yes    yes   yes   -       -           yes    yes      -     yes        hidden     hidden hidden  yes
former_guest     yes    yes   yes   -       -           yes    yes      -     yes        hidden     hidden hidden  yes
recused          yes    yes   yes   -       -           yes    yes      -     yes        yes        -      yes     yes
moved            yes    -     -     -       -           -      -        -     -          -          -      -       -
left_with_part   yes    -     -     -       -           -      -        -     -          -          -      -       -
moved_with_part  yes    yes   yes   -       -           yes    yes      -     yes        hidden     hidden hidden  yes
lead             yes    yes   -     yes     -           yes    yes      yes   yes        yes        -      yes     -
lead_elsewhere   yes    yes   -     yes     -           yes    yes      yes   yes        hidden     hidden hidden  -
local_contact    yes    yes   -     -       -           yes    yes      -     -          yes        -      yes     yes
market_contact   yes    -     -     -       -           yes    -        -     -          yes        -      yes     yes
county           yes    -     -     yes     -           -      -        -     -          yes        -      -       -
researcher       yes    -     -     -       -           -      -        -     -          -          -      -       -
release_approver yes    -     -     -       -           -      -        -     -          -          -      -       -
admin            yes    -     -     -       yes         -      -        -     -          -          -      -       -
without_role     yes    -     -     -       -           -      -        -     -          -          -      -       -
"""
"""What somebody may of pages without a case: `yes`, `-` for 403, or `hidden` for 404: the page is there, but not for them.
The experience is one that `adviser` has shared and would like the county to read, the company that of the open case, the job
one that has ended. Rows of lists and figures follow the scope of whoever asks."""

MORE_ACCESS = """
                 keeps  meets plans meeting prepares coordinates goal   pairs
colleague        yes    yes   yes   yes     yes      -           -      yes
adviser          yes    yes   yes   yes     yes      -           -      yes
other_service    yes    yes   yes   yes     yes      -           -      yes
elsewhere        hidden yes   yes   hidden  hidden   -           -      hidden
guest            hidden yes   yes   hidden  hidden   -           -      hidden
former_guest     hidden yes   yes   hidden  hidden   -           -      hidden
recused          yes    yes   yes   yes     yes      -           -      yes
moved            -      -     -     -       -        -           -      -
left_with_part   -      -     -     -       -        -           -      -
moved_with_part  hidden yes   yes   hidden  hidden   -           -      hidden
lead             -      yes   yes   yes     yes      -           yes    -
lead_elsewhere   -      yes   yes   hidden  hidden   -           hidden -
local_contact    yes    yes   yes   yes     yes      -           -      -
market_contact   yes    yes   -     yes     -        -           -      -
county           -      yes   yes   hidden  hidden   yes         -      -
researcher       -      -     -     -       -        -           -      -
release_approver -      -     -     -       -        -           -      -
admin            -      -     -     -       -        -           -      -
without_role     -      -     -     -       -        -           -      -
"""
"""The same, for registers, meetings, goals and cohorts."""

EXPERIENCE_ACCESS = """
                 board  led    spreads
colleague        yes    -      -
adviser          yes    -      -
other_service    yes    -      -
elsewhere        yes    -      -
guest            yes    -      -
former_guest     yes    -      -
recused          yes    -      -
moved            -      -      -
left_with_part   -      -      -
moved_with_part  yes    -      -
lead             yes    yes    -
lead_elsewhere   yes    hidden -
local_contact    yes    -      -
market_contact   yes    -      -
county           yes    -      yes
researcher       -      -      -
release_approver -      -      -
admin            -      -      -
without_role     -      -      -
"""
"""The same for what is shared: the board, and what the lead and the coordinator of the county decide of the experience."""

STUDY_ACCESS = """
                 studies study keeps_study answers releases decides  links  link
colleague        yes     yes   -           yes     -        -        -      -
adviser          yes     yes   -           yes     -        -        -      -
other_service    yes     yes   -           yes     -        -        -      -
elsewhere        yes     yes   -           yes     -        -        -      -
guest            yes     hidden -          hidden  -        -        -      -
former_guest     yes     hidden -          hidden  -        -        -      -
recused          yes     yes   -           yes     -        -        -      -
moved            -       -     -           -       -        -        -      -
left_with_part   -       -     -           -       -        -        -      -
moved_with_part  yes     hidden -          hidden  -        -        -      -
lead             yes     yes   -           -       -        -        yes    yes
lead_elsewhere   yes     yes   -           -       -        -        yes    hidden
local_contact    yes     yes   -           -       -        -        -      -
market_contact   -       -     -           -       -        -        -      -
county           -       -     -           -       -        -        yes    hidden
researcher       yes     yes   yes         -       yes      -        -      -
release_approver yes     yes   -           -       yes      yes      -      -
admin            -       -     -           -       -        -        -      -
without_role     -       -     -           -       -        -        -      -
"""
"""The same for research: an open study that the researcher at the case's office runs, about that office and the other one.
Its survey has a link for the case's office."""

READ, WORK, AFTER, EITHER, LEAD = "read", "work", "after", "either", "lead"
PAGE, ANYBODY = "page", "anybody"
"""What an address needs: to read the case, to change it, to go on with it once it is closed, to work with it whether it is
open or closed, to give it to somebody else or go through it with the lead, ..."""


@dataclass(frozen=True)
class Endpoint:
    """An endpoint with the one method it answers, what it needs, and its status when that is there.

    A form of the table is sent without answers, so that whoever may send it gets 422 and nothing is changed.
    """

    name: str
    method: str
    needs: str
    status: int = 200
    open_to_strangers: bool = False
    right: str | None = None
    """For a page without a case: the column of `PAGE_ACCESS`, `MORE_ACCESS`, `EXPERIENCE_ACCESS` or `STUDY_ACCESS`."""

    @property
    def is_about_a_case(self) -> bool:
        """Whether the address names a case."""
        return self.needs in (READ, WORK, AFTER, EITHER, LEAD)

    @property
    def some_case(self) -> str | None:
        """A kind of case in which the adviser may do it; None for what is not about a case."""
        if not self.is_about_a_case:
            return None
        return "closed" if self.needs == AFTER else "open"

    def expect(self, actor: str, case: str | None = None) -> int:
        """The status for an actor, and for a case where the address names one."""
        if self.needs == ANYBODY:
            return 401 if actor in STRANGERS and not self.open_to_strangers else self.status
        if actor in STRANGERS:
            return 303 if self.method == "GET" else 401
        if self.needs == PAGE:
            return {"yes": self.status, "hidden": 404}.get(PAGES[actor][str(self.right)], 403)
        right = RIGHTS[actor][str(case)]
        if right == "-":
            return 404
        if self.needs == AFTER:
            # Closed cases are gone on with by those who work on open ones.
            allowed = case == "closed" and RIGHTS[actor]["open"] == WORK
        elif self.needs == EITHER:
            allowed = right == WORK or (case == "closed" and RIGHTS[actor]["open"] == WORK)
        elif self.needs == LEAD:
            allowed = right == WORK or (actor.startswith("lead") and case in LEAD_HANDS_OVER)
        else:
            allowed = right == WORK or self.needs == READ
        return self.status if allowed else 403


WHO_MAY = {
    "administers": "admin",
    "coordinates": "county",
    "decides": "release_approver",
    "figures": "lead",
    "goal": "lead",
    "leads": "lead",
    "keeps_study": "researcher",
    "led": "lead",
    "link": "lead",
    "links": "lead",
    "releases": "researcher",
    "spreads": "county",
}
"""Somebody with the right, where it is not the adviser's."""


def find_actor(endpoint: Endpoint) -> str:
    """Who may look at the page or send the form."""
    return WHO_MAY.get(str(endpoint.right), "adviser")


LEAD_HANDS_OVER = ("open", "municipal", "other")
"""The cases that a lead who sees them may give to another adviser, and go through."""

ENDPOINTS = (
    Endpoint("auth.sign_in", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("auth.enter", "POST", ANYBODY, 422, open_to_strangers=True),
    Endpoint("auth.sign_out", "POST", ANYBODY, 303),
    Endpoint("home.language", "POST", ANYBODY, 303, open_to_strangers=True),
    Endpoint("static", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("home.day", "GET", PAGE, right="anyone"),
    Endpoint("home.narrow", "POST", PAGE, 303, right="lists"),
    Endpoint("account.show", "GET", PAGE, right="anyone"),
    Endpoint("account.make_feed", "POST", PAGE, 422, right="lists"),
    Endpoint("account.remove_feed", "POST", PAGE, 422, right="anyone"),
    Endpoint("account.feed", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("account.add_absence", "POST", PAGE, 422, right="lists"),
    Endpoint("account.end_absence", "POST", PAGE, 404, right="lists"),
    Endpoint("account.switch_digest", "POST", PAGE, 422, right="anyone"),
    Endpoint("log.choose", "GET", PAGE, right="lists"),
    Endpoint("log.search", "POST", PAGE, right="lists"),
    Endpoint("log.batch", "GET", PAGE, right="lists"),
    Endpoint("log.save_batch", "POST", PAGE, 422, right="lists"),
    Endpoint("cases.index", "GET", PAGE, right="lists"),
    Endpoint("cases.search", "POST", PAGE, right="lists"),
    Endpoint("cases.new", "GET", PAGE, right="opens"),
    Endpoint("cases.create", "POST", PAGE, 422, right="opens"),
    Endpoint("office.figures", "GET", PAGE, right="figures"),
    Endpoint("office.collaboration", "GET", PAGE, right="figures"),
    Endpoint("research.table1", "GET", PAGE, right="anyone"),
    Endpoint("research.tables", "GET", PAGE, right="anyone"),
    Endpoint("research.studies", "GET", PAGE, right="studies"),
    Endpoint("research.new_study", "GET", PAGE, right="keeps_study"),
    Endpoint("research.create_study", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study", "GET", PAGE, right="study"),
    Endpoint("research.edit_study", "GET", PAGE, right="keeps_study"),
    Endpoint("research.save_study", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.open_study", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.end_study", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study_offices", "GET", PAGE, right="keeps_study"),
    Endpoint("research.set_study_office", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.take_out_study_office", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study_variables", "GET", PAGE, right="keeps_study"),
    Endpoint("research.save_study_variables", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study_text", "GET", PAGE, right="keeps_study"),
    Endpoint("research.add_study_text", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study_readiness", "GET", PAGE, right="releases"),
    Endpoint("research.releases", "GET", PAGE, right="releases"),
    Endpoint("research.new_release", "GET", PAGE, right="keeps_study"),
    Endpoint("research.ask_release", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.price_release", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.stop_pricing", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.release", "GET", PAGE, right="releases"),
    Endpoint("research.decide_release", "POST", PAGE, 422, right="decides"),
    Endpoint("research.withdraw_release", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.stop_release", "POST", PAGE, 422, right="releases"),
    Endpoint("research.release_file", "GET", PAGE, right="keeps_study"),
    Endpoint("research.safe_tables", "GET", PAGE, right="keeps_study"),
    Endpoint("research.code_book", "GET", PAGE, right="anyone"),
    Endpoint("research.deidentified_releases", "GET", PAGE, right="releases"),
    Endpoint("research.new_deidentified", "GET", PAGE, right="keeps_study"),
    Endpoint("research.ask_deidentified", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.deidentified_release", "GET", PAGE, right="releases"),
    Endpoint("research.decide_deidentified", "POST", PAGE, 422, right="decides"),
    Endpoint("research.deidentified_file", "GET", PAGE, right="keeps_study"),
    Endpoint("research.study_waves", "GET", PAGE, right="keeps_study"),
    Endpoint("research.add_study_wave", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study_wave", "GET", PAGE, right="keeps_study"),
    Endpoint("research.end_study_wave", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.make_study_links", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("office.study_links", "GET", PAGE, right="links"),
    Endpoint("office.change_study_link", "POST", PAGE, 422, right="link"),
    Endpoint("research.study_tables", "GET", PAGE, right="releases"),
    Endpoint("research.add_study_table", "POST", PAGE, 422, right="keeps_study"),
    Endpoint("research.study_table", "GET", PAGE, right="releases"),
    Endpoint("research.study_table_file", "GET", PAGE, right="releases"),
    Endpoint("replies.survey", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("replies.send", "POST", ANYBODY, 422, open_to_strangers=True),
    Endpoint("replies.sent", "GET", ANYBODY, open_to_strangers=True),
    Endpoint("research.study_answer", "GET", PAGE, right="answers"),
    Endpoint("research.save_study_answer", "POST", PAGE, 422, right="answers"),
    Endpoint("research.study_cases", "GET", PAGE, right="answers"),
    Endpoint("admin.index", "GET", PAGE, right="administers"),
    Endpoint("employers.index", "GET", PAGE, right="office"),
    Endpoint("employers.search", "POST", PAGE, right="office"),
    Endpoint("employers.imports", "GET", PAGE, right="register"),
    Endpoint("employers.start_import", "POST", PAGE, 422, right="register"),
    Endpoint("employers.show_import", "GET", PAGE, right="keeps"),
    Endpoint("employers.stop_import", "POST", PAGE, 422, right="keeps"),
    Endpoint("employers.new", "GET", PAGE, right="register"),
    Endpoint("employers.create", "POST", PAGE, 422, right="register"),
    Endpoint("employers.show", "GET", PAGE, right="company"),
    Endpoint("employers.tell_acquaintance", "POST", PAGE, 422, right="keeps"),
    Endpoint("employers.edit", "GET", PAGE, right="keeps"),
    Endpoint("employers.save", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.index", "GET", PAGE, right="register"),
    Endpoint("mentors.search", "POST", PAGE, right="register"),
    Endpoint("mentors.new_person", "GET", PAGE, right="keeps"),
    Endpoint("mentors.add_person", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.show", "GET", PAGE, right="keeps"),
    Endpoint("mentors.edit_person", "GET", PAGE, right="keeps"),
    Endpoint("mentors.save_person", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.edit_profile", "GET", PAGE, right="keeps"),
    Endpoint("mentors.save_profile", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.kept", "GET", PAGE, right="keeps"),
    Endpoint("mentors.confirm_removal", "GET", PAGE, right="keeps"),
    Endpoint("mentors.remove_profile", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.gatherings", "GET", PAGE, right="register"),
    Endpoint("mentors.new_gathering", "GET", PAGE, right="register"),
    Endpoint("mentors.add_gathering", "POST", PAGE, 422, right="register"),
    Endpoint("mentors.gathering", "GET", PAGE, right="keeps"),
    Endpoint("mentors.edit_gathering", "GET", PAGE, right="keeps"),
    Endpoint("mentors.save_gathering", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.invite", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.save_answers", "POST", PAGE, 422, right="keeps"),
    Endpoint("mentors.gathering_file", "GET", PAGE, right="keeps"),
    Endpoint("cohorts.index", "GET", PAGE, right="opens"),
    Endpoint("cohorts.new", "GET", PAGE, right="opens"),
    Endpoint("cohorts.create", "POST", PAGE, 422, right="opens"),
    Endpoint("cohorts.show", "GET", PAGE, right="pairs"),
    Endpoint("cohorts.edit", "GET", PAGE, right="pairs"),
    Endpoint("cohorts.save", "POST", PAGE, 422, right="pairs"),
    Endpoint("cohorts.decide", "POST", PAGE, 422, right="pairs"),
    Endpoint("cohorts.reopen", "POST", PAGE, 422, right="pairs"),
    Endpoint("cohorts.drop_hidden", "POST", PAGE, 422, right="pairs"),
    Endpoint("cohorts.cases", "GET", PAGE, right="pairs"),
    Endpoint("cohorts.search_cases", "POST", PAGE, right="pairs"),
    Endpoint("cohorts.save_cases", "POST", PAGE, 422, right="pairs"),
    Endpoint("cohorts.offers", "GET", PAGE, right="pairs"),
    Endpoint("cohorts.search_offers", "POST", PAGE, right="pairs"),
    Endpoint("cohorts.save_offers", "POST", PAGE, 422, right="pairs"),
    Endpoint("cohorts.said", "GET", PAGE, right="pairs"),
    Endpoint("cohorts.save_said", "POST", PAGE, 422, right="pairs"),
    Endpoint("experiences.index", "GET", PAGE, right="board"),
    Endpoint("experiences.new", "GET", PAGE, right="develops"),
    Endpoint("experiences.create", "POST", PAGE, 422, right="develops"),
    Endpoint("experiences.show", "GET", PAGE, right="experience"),
    Endpoint("experiences.comment", "POST", PAGE, 422, right="experience"),
    Endpoint("experiences.uncomment", "POST", PAGE, 404, right="experience"),
    Endpoint("experiences.judge", "POST", PAGE, 422, right="experience"),
    Endpoint("experiences.tell", "POST", PAGE, 422, right="experience"),
    Endpoint("experiences.followed", "GET", PAGE, right="board"),
    Endpoint("experiences.follow", "POST", PAGE, 422, right="board"),
    Endpoint("experiences.unfollow", "POST", PAGE, 422, right="board"),
    Endpoint("experiences.keep_search", "POST", PAGE, 422, right="board"),
    Endpoint("experiences.forget_search", "POST", PAGE, 404, right="board"),
    Endpoint("experiences.trends", "GET", PAGE, right="figures"),
    Endpoint("experiences.edit", "GET", PAGE, right="author"),
    Endpoint("experiences.save", "POST", PAGE, 422, right="author"),
    Endpoint("experiences.own", "GET", PAGE, right="develops"),
    Endpoint("experiences.queue", "GET", PAGE, right="leads"),
    Endpoint("experiences.review", "GET", PAGE, right="led"),
    Endpoint("experiences.decide", "POST", PAGE, 422, right="led"),
    Endpoint("experiences.spread_queue", "GET", PAGE, right="spreads"),
    Endpoint("experiences.spread", "GET", PAGE, right="spreads"),
    Endpoint("experiences.decide_spread", "POST", PAGE, 422, right="spreads"),
    Endpoint("meetings.index", "GET", PAGE, right="meets"),
    Endpoint("meetings.cases", "GET", PAGE, right="leads"),
    Endpoint("meetings.new", "GET", PAGE, right="plans"),
    Endpoint("meetings.create", "POST", PAGE, 422, right="plans"),
    Endpoint("meetings.show", "GET", PAGE, right="meeting"),
    Endpoint("meetings.edit", "GET", PAGE, right="prepares"),
    Endpoint("meetings.save", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.confirm_removal", "GET", PAGE, right="prepares"),
    Endpoint("meetings.remove", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.prepare", "GET", PAGE, right="prepares"),
    Endpoint("meetings.add_items", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.search", "POST", PAGE, right="prepares"),
    Endpoint("meetings.item", "GET", PAGE, right="prepares"),
    Endpoint("meetings.save_item", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.move_item", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.remove_item", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.mark_item", "POST", PAGE, 422, right="prepares"),
    Endpoint("meetings.agenda_file", "GET", PAGE, right="meeting"),
    Endpoint("meetings.calendar_file", "GET", PAGE, right="meeting"),
    Endpoint("drafts.save", "POST", PAGE, 404, right="anyone"),
    Endpoint("drafts.discard", "POST", PAGE, 404, right="anyone"),
    Endpoint("drafts.ready", "GET", PAGE, right="anyone"),
    Endpoint("office.stopped", "GET", PAGE, right="leads"),
    Endpoint("office.county", "GET", PAGE, right="coordinates"),
    Endpoint("office.goals", "GET", PAGE, right="office"),
    Endpoint("office.add_goal", "POST", PAGE, 422, right="leads"),
    Endpoint("office.edit_goal", "GET", PAGE, right="goal"),
    Endpoint("office.save_goal", "POST", PAGE, 422, right="goal"),
    Endpoint("office.reach_goal", "POST", PAGE, 422, right="goal"),
    Endpoint("office.save_volunteers", "POST", PAGE, 422, right="leads"),
    Endpoint("office.questions", "GET", PAGE, right="office"),
    Endpoint("office.add_question", "POST", PAGE, 422, right="develops"),
    Endpoint("office.remove_question", "POST", PAGE, 404, right="develops"),
    Endpoint("office.register", "GET", PAGE, right="office"),
    Endpoint("office.share_register", "POST", PAGE, 422, right="leads"),
    Endpoint("office.criteria", "GET", PAGE, right="office"),
    Endpoint("office.add_criterion", "POST", PAGE, 422, right="leads"),
    Endpoint("office.remove_criterion", "POST", PAGE, 404, right="leads"),
    Endpoint("cases.show", "GET", READ),
    Endpoint("contacts.index", "GET", READ),
    Endpoint("contacts.new", "GET", WORK),
    Endpoint("contacts.log", "POST", WORK, 422),
    Endpoint("contacts.tell", "GET", WORK),
    Endpoint("contacts.save_told", "POST", WORK, 422),
    Endpoint("contacts.work", "GET", WORK),
    Endpoint("contacts.save_work", "POST", WORK, 422),
    Endpoint("contacts.undo_work", "POST", WORK, 422),
    Endpoint("contacts.edit", "GET", WORK),
    Endpoint("contacts.save", "POST", WORK, 422),
    Endpoint("contacts.undo", "POST", WORK, 422),
    Endpoint("contacts.planned", "GET", WORK),
    Endpoint("contacts.move", "POST", WORK, 422),
    Endpoint("contacts.answer", "POST", WORK, 422),
    Endpoint("contacts.calendar_file", "GET", READ),
    Endpoint("cases.edit", "GET", WORK),
    Endpoint("cases.save", "POST", WORK, 422),
    Endpoint("cases.step", "GET", READ),
    Endpoint("cases.save_step", "POST", WORK, 422),
    Endpoint("cases.mentor", "GET", WORK),
    Endpoint("cases.assign_mentor", "POST", WORK, 422),
    Endpoint("cases.edit_mentor", "GET", WORK),
    Endpoint("cases.save_mentor", "POST", WORK, 422),
    Endpoint("cases.mentor_end", "GET", WORK),
    Endpoint("cases.end_mentor", "POST", WORK, 422),
    Endpoint("cases.plan", "GET", WORK),
    Endpoint("cases.agree", "POST", WORK, 422),
    Endpoint("cases.rhythm", "GET", WORK),
    Endpoint("cases.set_rhythm", "POST", WORK, 422),
    Endpoint("cases.confirm", "GET", WORK),
    Endpoint("cases.confirm_complete", "POST", WORK, 422),
    Endpoint("cases.form", "GET", READ),
    Endpoint("cases.form_text", "GET", READ),
    Endpoint("cases.edit_form", "GET", WORK),
    Endpoint("cases.save_form", "POST", WORK, 422),
    Endpoint("cases.candidates", "GET", READ),
    Endpoint("cases.search_companies", "POST", WORK),
    Endpoint("cases.add_registered", "POST", WORK, 422),
    Endpoint("cases.tour", "GET", READ),
    Endpoint("cases.candidate_new", "GET", WORK),
    Endpoint("cases.add_candidate", "POST", WORK, 422),
    Endpoint("cases.candidate", "GET", WORK),
    Endpoint("cases.save_candidate", "POST", WORK, 422),
    Endpoint("cases.choose_candidate", "POST", WORK, 422),
    Endpoint("cases.move_candidate", "POST", WORK, 422),
    Endpoint("cases.move_visit", "POST", WORK, 422),
    Endpoint("matching.suggestions", "GET", WORK),
    Endpoint("matching.offer", "POST", WORK, 422),
    Endpoint("matching.match", "GET", WORK),
    Endpoint("matching.save_match", "POST", WORK, 422),
    Endpoint("cases.consents", "GET", READ),
    Endpoint("cases.consent", "GET", WORK),
    Endpoint("cases.give_consent", "POST", WORK, 422),
    Endpoint("cases.withdrawal", "GET", EITHER),
    Endpoint("cases.withdraw", "POST", EITHER, 422),
    Endpoint("cases.studies", "GET", READ),
    Endpoint("cases.send_to_study", "POST", EITHER, 422),
    Endpoint("cases.take_back_from_study", "POST", EITHER, 422),
    Endpoint("cases.study_consent", "GET", EITHER),
    Endpoint("cases.give_study_consent", "POST", EITHER, 422),
    Endpoint("cases.close", "GET", WORK),
    Endpoint("cases.finish", "POST", WORK, 422),
    Endpoint("cases.outcome", "GET", AFTER),
    Endpoint("cases.save_outcome", "POST", AFTER, 422),
    Endpoint("cases.follow_up", "GET", AFTER),
    Endpoint("cases.save_follow_up", "POST", AFTER, 422),
    Endpoint("cases.later", "GET", AFTER),
    Endpoint("cases.save_later", "POST", AFTER, 422),
    Endpoint("cases.pause", "GET", WORK),
    Endpoint("cases.begin_pause", "POST", WORK, 422),
    Endpoint("cases.resume", "GET", WORK),
    Endpoint("cases.end_pause", "POST", WORK, 422),
    Endpoint("cases.handover", "GET", LEAD),
    Endpoint("cases.hand_over", "POST", LEAD, 422),
    Endpoint("cases.handover_list", "GET", PAGE, right="hands_over"),
    Endpoint("cases.hand_over_several", "POST", PAGE, 422, right="hands_over"),
    Endpoint("cases.reviews", "GET", READ),
    Endpoint("cases.add_review", "POST", LEAD, 422),
    Endpoint("cases.review", "GET", LEAD),
    Endpoint("cases.save_review", "POST", LEAD, 422),
    Endpoint("cases.mark_review", "POST", LEAD, 422),
    Endpoint("cases.topic", "GET", LEAD),
    Endpoint("cases.raise_topic", "POST", LEAD, 422),
    Endpoint("cases.settle_topic", "POST", LEAD, 422),
    Endpoint("cases.reopen", "GET", AFTER),
    Endpoint("cases.open_again", "POST", AFTER, 422),
    Endpoint("cases.versions", "GET", READ),
)


def read_table(text: str) -> dict[str, dict[str, str]]:
    """A printed table as rows by name, each with its columns by name."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    return {row[0]: dict(zip(head, row[1:], strict=True)) for row in rows}


RIGHTS = read_table(CASE_ACCESS)
PAGES = {
    actor: row
    | read_table(MORE_ACCESS)[actor]
    | read_table(EXPERIENCE_ACCESS)[actor]
    | read_table(STUDY_ACCESS)[actor]
    for actor, row in read_table(PAGE_ACCESS).items()
}
