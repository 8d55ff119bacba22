"""The main job from signing in to signing out, by keyboard alone: at both sizes, and once without script.

One person, one new case, three days. What a person would see is asserted after each step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hybridmentor import clock
from hybridmentor.i18n import translate
from tests.browser.keyboard import Keyboard
from tests.browser.scenes import fill_desks
from tests.support.apps import SiteKeeper
from tests.support.browser import VIEWPORTS, Watch
from tests.support.client import PASSWORD

pytestmark = pytest.mark.timeout(300)

NAME, COMPANY, MENTOR = "Amal Arbeidsglad", "Kaffebaren på torget", "Mette Medhjelper"
WAYS = {
    "desktop": ("desktop", True),
    "phone": ("phone", True),
    "phone-without-script": ("phone", False),
}
EVERY_DAY = ("desktop", "phone-without-script")
ORDER = ("employer_told", "wishes", "company", "mentor", "share", "follow_up", "collaboration")
"""The seven steps, in the order in which this case takes them."""
TITLES = {
    "wishes": "Ønsker kartlagt",
    "company": "Bedrift funnet",
    "employer_told": "Arbeidsgiver orientert",
    "mentor": "Mentor valgt sammen",
    "collaboration": "Tett på mentor",
    "follow_up": "Følge opp begge",
    "share": "Dele erfaring",
}


def say(message_id: str, **params: object) -> str:
    """The words of an id in bokmål."""
    return translate("nb", message_id, **params)


@dataclass
class Person:
    """The adviser at the keyboard."""

    page: Page
    keyboard: Keyboard
    set_clock: Callable[[datetime], None]
    now: datetime
    is_narrow: bool
    has_script: bool

    def button(self, words: str) -> Locator:
        """A button anywhere, by its words."""
        return self.page.get_by_role("button", name=words, exact=True)

    def link(self, words: str) -> Locator:
        """The first link with these words in the page itself; an empty list repeats the one of the header."""
        return self.page.get_by_role("main").get_by_role("link", name=words, exact=True).first

    def radio(self, group: str, words: str) -> Locator:
        """A choice, by its question and its words."""
        return self.page.get_by_role("group", name=group).get_by_role("radio", name=words, exact=True)

    def box(self, group: str, words: str) -> Locator:
        """One of several answers, by its question and its words."""
        return self.page.get_by_role("group", name=group).get_by_role("checkbox", name=words, exact=True)

    def field(self, words: str) -> Locator:
        """A text field, by the beginning of its label."""
        return self.page.get_by_role("textbox", name=words)

    def sees(self, heading: str | re.Pattern[str], notice: str | None = None) -> None:
        """The page with this heading, whose title says the same, and the notice of what was just done."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        if isinstance(heading, str):
            expect(self.page).to_have_title(f"{heading} - {say('app.name')}")
        if notice is not None:
            expect(self.page.get_by_role("status")).to_have_text(notice)

    def reads(self, *words: str) -> None:
        """These words stand on the page."""
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one)

    def meets_errors(self, heading: str, *faults: str) -> None:
        """The page says what is wrong: in the title, first on the page, and there is the focus where script runs."""
        expect(self.page).to_have_title(f"{say('form.error_title', title=heading)} - {say('app.name')}")
        summary = self.page.get_by_role("region", name=say("form.error_summary"))
        expect(summary.get_by_role("link")).to_have_text(list(faults))
        if self.has_script:
            expect(summary.get_by_role("heading")).to_be_focused()

    def goes_to(self, place: str) -> None:
        """Another part of the application, through the menu."""
        if self.is_narrow:
            self.keyboard.toggle(self.menu)
        self.keyboard.follow(
            self.page.get_by_role("navigation", name=say("layout.main_menu")).get_by_role(
                "link", name=say(place)
            )
        )

    @property
    def menu(self) -> Locator:
        """What opens the menu: the button of the telephone, or the name at the right."""
        return self.page.locator(".hm-menu__summary:visible")

    def saves(self, words: str = "common.save") -> None:
        """Press the button of the form."""
        self.keyboard.follow(self.page.get_by_role("main").get_by_role("button", name=say(words), exact=True))

    def lets_pass(self, days: int) -> None:
        """Days later, at nine in the morning; a sign-in does not last that long."""
        self.now += timedelta(days=days)
        self.set_clock(self.now)
        self.page.goto("/")
        self.signs_in()

    def signs_in(self) -> None:
        """User name, password, Enter."""
        self.sees(say("sign_in.title"))
        self.keyboard.fill(self.field(say("sign_in.login")), "veileder")
        self.keyboard.fill(self.field(say("sign_in.password")), PASSWORD)
        self.keyboard.send()
        self.sees(say("day.title"))

    def signs_out(self) -> None:
        """The button at the end of the menu."""
        self.keyboard.toggle(self.menu)
        self.keyboard.follow(self.button(say("layout.sign_out")))
        self.sees(say("sign_in.title"))

    def row(self, status: str, words: str) -> Locator:
        """A row of my day under its status."""
        group = self.page.locator(".hm-group").filter(
            has=self.page.get_by_role("heading", name=say(f"tag.{status}"))
        )
        return group.get_by_role("listitem").filter(has_text=words)

    def steps(self) -> Locator:
        """The seven steps of the case; on a narrow screen they are folded."""
        if self.is_narrow and not self.page.locator(".hm-steps--slim details[open]").count():
            self.keyboard.toggle(self.page.locator(".hm-steps--slim summary"))
        return self.page.locator(".hm-step:visible")


@pytest.fixture(
    params=[way if way in EVERY_DAY else pytest.param(way, marks=pytest.mark.long) for way in WAYS]
)
def person(
    request: pytest.FixtureRequest,
    browser: Browser,
    live_keeper: SiteKeeper,
    live_address: str,
    set_clock: Callable[[datetime], None],
) -> Iterator[Person]:
    """An adviser with an empty desk and the published examples on the shelf, on some day at nine."""
    size, has_script = WAYS[request.param]
    watch = Watch(live_address)
    with live_keeper.open(live_keeper.databases.make_template(fill_desks)):
        context = browser.new_context(
            base_url=live_address,
            viewport=VIEWPORTS[size],  # type: ignore[arg-type]  # a TypedDict of the library
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            java_script_enabled=has_script,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        watch.attach(page)
        morning = datetime.combine(clock.today(), time(9), clock.OSLO)
        set_clock(morning)
        yield Person(page, Keyboard(page), set_clock, morning, size == "phone", has_script)
        context.close()
    assert watch.faults == []


def test_the_main_job_by_keyboard(person: Person):
    person.page.goto("/")
    person.signs_in()
    person.reads(say("day.no_cases"))
    find_published_case(person)
    open_new_case(person)
    name_workplace(person)
    take_steps(person)
    name_mentor(person)
    agree_on_contact(person)
    person.lets_pass(days=16)
    log_contact_from_day(person)
    plan_new_time(person)
    person.lets_pass(days=3)
    answer_whether_it_happened(person)
    close_the_case(person)
    person.signs_out()
    person.page.goto("/cases")
    person.sees(say("sign_in.title"))


def find_published_case(person: Person) -> None:
    """AFI-sak 21: in the list, and with the search."""
    person.goes_to("nav.cases")
    person.sees(say("case.list.title"))
    person.keyboard.follow(person.link(say("case.list.state.examples")))
    expect(person.page.get_by_role("rowheader")).to_have_count(21)
    person.keyboard.follow(person.link("AFI-sak 21"))
    person.sees("AFI-sak 21")
    person.reads(say("tag.imported"), say("table1.banner"))
    person.goes_to("nav.cases")
    person.keyboard.fill(person.page.get_by_role("searchbox"), "afi-sak 21")
    person.keyboard.send()
    person.sees(say("case.list.title"))
    expect(person.page.get_by_role("rowheader")).to_have_count(1)
    person.keyboard.follow(person.link("AFI-sak 21"))
    person.sees("AFI-sak 21")


def open_new_case(person: Person) -> None:
    """Sent too early first: the page says what is missing, and its lines lead to the fields."""
    heading = say("case.new.title")
    person.goes_to("nav.cases")
    person.keyboard.follow(person.link(heading))
    person.sees(heading)
    person.saves("case.new.open")
    missing = say("error.required", field=say("case.name"))
    choices = [say("error.choose", field=say(f"case.{name}")) for name in ("service", "entry_point")]
    person.meets_errors(heading, missing, *choices)
    person.keyboard.tab_to(person.link(missing))
    person.keyboard.press("Enter")
    expect(person.field(say("case.name"))).to_be_focused()
    person.keyboard.type(NAME)
    person.keyboard.choose(person.radio(say("case.service"), "Statlig"))
    person.keyboard.choose(person.radio(say("case.entry_point"), "Fra starten av"))
    person.saves("case.new.open")
    person.sees(re.compile(r"^Sak \d{4}-0001$"), say("case.notice.opened"))
    person.reads(NAME, say("case.status.new"), say("case.no_employer"), say("next.label"))


def name_workplace(person: Person) -> None:
    """The employer, from what the case says is missing."""
    person.keyboard.follow(person.link(say("case.add_workplace")))
    person.sees(say("case.edit.title"))
    person.keyboard.fill(person.field(say("case.employer_name")), COMPANY)
    person.keyboard.pick(person.page.get_by_label(say("case.industry")), "Service")
    person.saves()
    person.sees(re.compile("^Sak "), say("notice.saved"))
    person.reads(COMPANY, "Service")


def take_steps(person: Person) -> None:
    """All seven, in an order of their own; one is skipped, and not without saying why."""
    for done, key in enumerate(ORDER):
        number = list(TITLES).index(key) + 1
        person.steps()
        person.keyboard.follow(person.page.locator(".hm-step:visible").get_by_role("link", name=TITLES[key]))
        heading = say("stepper.position", number=number, total=7, title=TITLES[key])
        person.sees(heading)
        if key == "company":
            skip_step(person, heading)
        else:
            person.keyboard.choose(person.radio(say("step.status"), "Gjort"))
            person.keyboard.fill(person.field(say("step.note")), f"Notat {number}")
            person.saves()
        person.sees(re.compile("^Sak "), say("notice.saved"))
        steps = person.steps()
        expect(steps.nth(number - 1)).to_contain_text(
            say("stepper.skipped" if key == "company" else "stepper.done")
        )
        left = steps.filter(has_text=re.compile(f"{say('stepper.todo')}|{say('stepper.current')}"))
        expect(left).to_have_count(6 - done)
        if key != "company":
            expect(steps.nth(number - 1)).to_contain_text(f"Notat {number}")
    person.reads(say("case.status.active"))


def skip_step(person: Person, heading: str) -> None:
    """Without a reason it is not saved; with one it is."""
    skipped = person.radio(say("step.status"), "Hoppet over")
    person.keyboard.choose(skipped)
    person.saves()
    person.meets_errors(heading, say("step.error.skip_reason"))
    expect(skipped).to_be_checked()
    person.keyboard.fill(person.field(say("step.skip_reason")), "Var der allerede")
    person.saves()
    expect(person.steps().nth(1)).to_contain_text("Var der allerede")


def name_mentor(person: Person) -> None:
    """Somebody at the workplace, by the menu of the case."""
    person.keyboard.toggle(person.page.locator(".hm-more__summary"))
    person.keyboard.follow(person.link(say("mentor.add.title")))
    person.sees(say("mentor.add.title"))
    person.keyboard.fill(person.field(say("mentor.name")), MENTOR)
    person.keyboard.fill(person.field(say("mentor.position")), "barista")
    person.keyboard.fill(person.field(say("mentor.phone")), "400 00 000")
    person.saves("mentor.save")
    person.sees(re.compile("^Sak "), say("mentor.notice.assigned"))
    person.reads(say("case.mentor_is", name=MENTOR), "barista", "400 00 000")


def agree_on_contact(person: Person) -> None:
    """Every other week with the mentor."""
    person.keyboard.follow(person.page.get_by_role("main").get_by_role("link", name=say("plan.title")).first)
    person.sees(say("plan.title"))
    person.keyboard.choose(person.radio(say("plan.mentor"), "2-3 ganger i måneden hele veien"))
    person.keyboard.choose(person.radio(say("plan.jobseeker"), say("interval.90").capitalize()))
    person.saves()
    person.sees(re.compile("^Sak "), say("plan.notice.agreed"))
    person.reads(say("interval.14"), f"{say('next.contact.mentor')} {MENTOR}")


def log_contact_from_day(person: Person) -> None:
    """More than two weeks later the mentor is overdue; afterwards no more."""
    row = person.row("overdue", MENTOR)
    expect(row).to_contain_text(say("attention.none_yet"))
    person.keyboard.follow(row.get_by_role("link", name=say("contact.log")))
    heading = say("contact.log_contact")
    person.sees(heading)
    person.reads(NAME, COMPANY, MENTOR)
    expect(person.page.get_by_role("checkbox", name="Mentor")).to_be_checked()
    expect(person.radio(say("contact.when"), say("contact.day.today"))).to_be_checked()
    person.saves()
    person.meets_errors(heading, say("contact.error.how"), say("contact.error.outcome"))
    person.keyboard.choose(person.radio(say("contact.how"), "Telefon"))
    person.keyboard.choose(person.radio(say("contact.outcome"), "Hadde kontakt"))
    person.keyboard.toggle(person.page.locator("main summary").filter(has_text=say("contact.more")))
    person.keyboard.toggle(person.page.get_by_role("checkbox", name="Språk", exact=True))
    person.keyboard.fill(person.field(say("contact.note")), "Trives bak disken")
    person.saves()
    person.sees(say("day.title"), say("contact.notice.logged"))
    expect(person.row("overdue", MENTOR)).to_have_count(0)


def plan_new_time(person: Person) -> None:
    """A meeting with mentor and jobseeker in two days, from the case."""
    person.goes_to("nav.cases")
    person.keyboard.follow(person.link(NAME))
    person.sees(re.compile("^Sak "))
    person.reads("Trives bak disken", "Telefon", "Språk")
    person.keyboard.follow(person.link(say("contact.log_contact")))
    both = (
        person.page.get_by_role("checkbox", name="Mentor"),
        person.page.get_by_role("checkbox", name="Bruker"),
    )
    for box in both:
        if not box.is_checked():
            person.keyboard.toggle(box)
    person.keyboard.choose(person.radio(say("contact.outcome"), "Avtalte ny tid"))
    day = person.now.date() + timedelta(days=2)
    person.keyboard.fill(person.field(say("contact.planned_on")), day.strftime("%d.%m.%Y"))
    person.keyboard.fill(person.field(say("contact.starts_at")), "13.30")
    person.saves()
    person.sees(re.compile("^Sak "), say("contact.notice.planned"))
    person.reads(say("next.is_planned"), say("contact.at_time", time="13.30"))


def answer_whether_it_happened(person: Person) -> None:
    """The day after the meeting my day asks; the answer is an entry of the log, and nobody is asked again."""
    row = person.row("did_it_happen", NAME)
    expect(row).to_contain_text(say("day.planned", when=say("day.when.yesterday")))
    person.keyboard.follow(row.get_by_role("link", name=say("happened.yes")))
    person.sees(say("contact.log_contact"))
    yesterday = person.now.date() - timedelta(days=1)
    expect(person.page.locator("[name=other_day], [name=day][value=yesterday]:checked").first).to_have_value(
        re.compile(rf"^(yesterday|{yesterday:%d\.%m\.%Y})$")
    )
    person.keyboard.choose(person.radio(say("contact.how"), "På bedriften"))
    person.keyboard.choose(person.radio(say("contact.outcome"), "Hadde kontakt"))
    person.saves()
    person.sees(say("day.title"), say("contact.notice.logged"))
    expect(person.row("did_it_happen", NAME)).to_have_count(0)


def close_the_case(person: Person) -> None:
    """With facts, each by itself; what is not answered is unknown."""
    person.goes_to("nav.cases")
    person.keyboard.fill(person.page.get_by_role("searchbox"), NAME.split()[1][:5])
    person.keyboard.send()
    person.keyboard.follow(person.link(NAME))
    person.keyboard.follow(person.link(say("close.word")))
    person.sees(say("close.title"))
    closed_on = person.field(say("form.field.closed_on"))
    person.keyboard.fill(closed_on, "")
    person.saves("close.save")
    missing = say("error.required", field=say("form.field.closed_on"))
    person.meets_errors(say("close.title"), missing)
    person.keyboard.fill(closed_on, person.now.strftime("%d.%m.%Y"))
    person.keyboard.choose(person.radio(say("form.field.attached"), "Ja"))
    person.keyboard.toggle(person.box(say("form.field.employment_form"), "Midlertidig ansatt"))
    person.keyboard.toggle(person.box(say("form.field.end_reason"), "Det har ikke tatt slutt"))
    later = (person.now.date() + timedelta(days=180)).strftime("%d.%m.%Y")
    person.keyboard.fill(person.field(say("form.field.later_on")), later)
    person.saves("close.save")
    person.sees(re.compile("^Sak "), say("case.notice.closed"))
    person.reads(
        say("case.status.follow_up"), say("next.ask_again", day=later), "Midlertidig ansatt", "Ukjent"
    )
    expect(person.link(say("case.edit"))).to_have_count(0)
    expect(person.link(say("contact.log_contact"))).to_have_count(0)
