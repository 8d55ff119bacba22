"""Show every component and the mock pages in a browser, take pictures at both widths, and check them.

    python tests/browser/gallery/render.py --pictures FOLDER     exit 1 on a finding of axe or a breach of the content policy
    python tests/browser/gallery/render.py --serve PORT          to look at them by hand

No database and no part of the real application takes part, so that a component can be judged alone.
"""

from __future__ import annotations

import argparse
import json
import logging
import secrets
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from babel.messages.pofile import read_po
from flask import Blueprint, Flask, Response, g, render_template, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[2]))  # this is a program of its own: the tests are no installed package

from hybridmentor.documents.timeline import draw_timeline  # noqa: E402
from hybridmentor.domain.practice import get_practice_model  # noqa: E402
from tests.support.timelines import TIMELINES  # noqa: E402

PACKAGE = HERE.parents[2] / "hybridmentor"
WIDTHS = {1400: 860, 360: 780}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)
PAGES = (
    "day",
    "day-toast",
    "log",
    "log-more",
    "log-wrong",
    "case",
    "cases",
    "sign-in",
    "sign-in-wrong",
    "conflict",
    "components",
    "timelines",
)
ICONS = [
    "plus",
    "check",
    "cross",
    "right",
    "left",
    "down",
    "up",
    "search",
    "menu",
    "undo",
    "triangle",
    "question",
    "clock",
    "done",
    "pause",
    "calendar",
    "info",
    "error",
    "clipboard",
    "copy",
    "edit",
    "user",
    "book",
    "import",
    "spark",
    "progress",
    "lock",
    "building",
    "offline",
    "sign-out",
]


class ContactForm(Form):
    """The contact form, with labels as plain words."""

    who = SelectMultipleField(
        "Hvem var med?",
        choices=[("mentor", "Mentor"), ("jobseeker", "Bruker"), ("employer", "Arbeidsgiver")],
        validators=[InputRequired()],
    )
    day = RadioField(
        "Når?",
        choices=[("today", "I dag"), ("yesterday", "I går"), ("other", "Annen dag")],
        validators=[InputRequired()],
    )
    held_on = StringField("Dato", validators=[InputRequired()])
    form = RadioField(
        "Hvordan?",
        choices=[
            ("phone", "Telefon"),
            ("email", "E-post"),
            ("digital", "Digital"),
            ("at_company", "På bedriften"),
            ("at_nav_office", "På Nav-kontoret"),
        ],
        validators=[InputRequired("Velg hvordan dere hadde kontakt.")],
    )
    outcome = RadioField(
        "Hvordan gikk det?",
        choices=[("held", "Hadde kontakt"), ("attempted", "Fikk ikke svar"), ("moved", "Avtalte ny tid")],
        validators=[InputRequired("Velg hvordan det gikk.")],
    )
    minutes = RadioField(
        "Hvor lenge?", choices=[("a", "Under 15"), ("b", "15–30"), ("c", "30–60"), ("d", "Over 60")]
    )
    themes = SelectMultipleField(
        "Hva handlet det om?",
        choices=[
            (str(number), word)
            for number, word in enumerate(
                [
                    "Oppgaver og opplæring",
                    "Forventninger",
                    "Språk",
                    "Åpenhet",
                    "Misforståelse eller diskriminering",
                    "Helse og tilrettelegging",
                    "Mentors situasjon",
                    "Mentor og bruker sammen",
                    "Forlengelse og penger",
                ]
            )
        ],
    )
    note = TextAreaField("Notat")


class EveryField(Form):
    """One field of each kind."""

    name = StringField("Navn", validators=[InputRequired("Skriv navnet."), Length(max=10)])
    day = StringField("Startdato", validators=[InputRequired("Skriv datoen slik: 24.11.2026.")])
    industry = SelectField(
        "Bransje",
        choices=[("", "Velg"), ("retail", "Varehandel"), ("care", "Helse og omsorg")],
        validators=[InputRequired("Velg en bransje.")],
    )
    note = TextAreaField(
        "Notat", validators=[Length(max=5, message="Notatet er for langt. Kort det ned til 5 tegn.")]
    )
    service = RadioField(
        "Tjeneste",
        choices=[("state", "Statlig"), ("municipal", "Kommunal")],
        validators=[InputRequired("Velg statlig eller kommunal.")],
    )
    facts = SelectMultipleField(
        "Hva er avtalt?",
        choices=[("a", "Oppstartsmøte"), ("b", "Opplæringsplan")],
        validators=[InputRequired("Kryss av for minst en.")],
    )
    sure = BooleanField(
        "Bruker har fått skriftlig informasjon",
        validators=[InputRequired("Kryss av når informasjonen er gitt.")],
    )
    how = RadioField(
        "Hvordan?",
        choices=[*ContactForm.form.kwargs["choices"], ("elsewhere", "Annet sted")],
        validators=[InputRequired("Velg hvordan dere hadde kontakt.")],
    )
    themes = SelectMultipleField("Tema", choices=[("a", "Forventninger"), ("b", "Språk")])


class SignIn(Form):
    """User name and password."""

    username = StringField("Brukernavn", validators=[InputRequired("Skriv brukernavnet.")])
    password = PasswordField("Passord", validators=[InputRequired("Skriv passordet.")])


class Filter(Form):
    """What the list of cases shows."""

    status = SelectField("Status", choices=[("", "Pågår"), ("x", "Avsluttet")])
    step = SelectField("Steg", choices=[("", "Alle sju"), ("1", "1 Ønsker kartlagt")])


def read_words(language: str) -> dict[str, str]:
    """The words of a language straight from its source file, singular forms only."""
    with (PACKAGE / "translations" / language / "LC_MESSAGES" / "hybridmentor.po").open("rb") as stream:
        return {
            (m.id[0] if isinstance(m.id, tuple) else m.id): (
                m.string[0] if isinstance(m.string, tuple) else m.string
            )
            for m in read_po(stream)
            if m.id
        }


def make_shell(toast: bool = False, anonymous: bool = False) -> SimpleNamespace:
    """Who is signed in, as the layout wants it."""
    return SimpleNamespace(
        user_name=None if anonymous else "Vera Veileder",
        office_label="Nav Eksempel (9999)",
        nav=[
            ("hybridmentor.home.day", "nav.day", request.path.startswith("/day")),
            ("hybridmentor.cases.index", "nav.cases", request.path.startswith("/case")),
        ],
        home_url="/day",
        here=request.path,
        can_sign_out=True,
        sign_out_url="/sign-out",
        languages=[
            SimpleNamespace(code=code, name=name, active=code == g.language)
            for code, name in (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
        ],
        toast=SimpleNamespace(text="Kontakt med Bruker 112 er lagret", undo_url="/undo", key="k")
        if toast
        else None,
    )


def make_contact_form(more: bool = False, wrong: bool = False) -> ContactForm:
    """The contact form empty of the answers, after the taps, or sent too early."""
    data: dict[str, Any] = {"who": ["mentor"], "day": ["today"]}
    if not wrong:
        data |= {"form": ["at_company"], "outcome": ["held"]}
    if more:
        data |= {
            "minutes": ["b"],
            "themes": ["1"],
            "note": ["Avtalte at mentor viser kasseoppgjøret én gang til på torsdag."],
        }
    form = ContactForm(MultiDict([(key, one) for key, many in data.items() for one in many]))
    if wrong:
        form.validate()
    return form


MOCK: dict[str, Any] = json.loads((HERE / "mock_data.json").read_text("utf-8"))
"""What the mock pages show, made up as drawn."""


def render_page(name: str) -> str:
    """One page of the gallery."""
    base, _, state = name.partition("-") if name != "sign-in" else (name, "", "")
    if name.startswith("sign-in"):
        form = SignIn(MultiDict({"username": "veileder"}))
        if name.endswith("wrong"):
            form.validate()
        return render_template("sign_in.html", shell=make_shell(anonymous=True), form=form)
    shell = make_shell(toast=state == "toast")
    if base == "day":
        return render_template("my_day.html", shell=shell, agenda=MOCK["agenda"], soon=MOCK["soon"])
    if base == "log":
        return render_template(
            "log_contact.html", shell=shell, form=make_contact_form(state == "more", state == "wrong")
        )
    if base == "case":
        return render_template("case.html", shell=shell, **MOCK)
    if base == "cases":
        return render_template("cases.html", shell=shell, cases=MOCK["cases"], filter=Filter())
    if base == "conflict":
        return render_template("conflict.html", shell=shell)
    if base == "timelines":
        practice = get_practice_model("hybridmodellen")
        shown = [name for name in TIMELINES if state in ("", name)]
        drawings = [(name, draw_timeline(TIMELINES[name](), practice, g.language)) for name in shown]
        # Landmarks of one page have names of their own.
        drawings = [(name, replace(one, heading=f"{one.heading} ({name})")) for name, one in drawings]
        return render_template("timelines.html", shell=shell, drawings=drawings)
    wrong = EveryField(MultiDict({"note": "Et notat som er altfor langt"}))
    wrong.validate()
    return render_template("components.html", shell=shell, right=EveryField(), wrong=wrong, icons=ICONS)


def create_gallery() -> Flask:
    """A Flask application with stubs for what the real one gives to templates."""
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(HERE / "pages"), FileSystemLoader(PACKAGE / "templates")]
    )
    app.jinja_env.autoescape = True
    root = Blueprint(
        "hybridmentor", __name__, static_folder=str(PACKAGE / "static"), static_url_path="/static"
    )
    home, cases = Blueprint("home", __name__), Blueprint("cases", __name__)
    home.add_url_rule("/day", "day", lambda: render_page("day"))
    home.add_url_rule("/language", "language", lambda: "", methods=["POST"])
    cases.add_url_rule("/cases", "index", lambda: render_page("cases"))
    root.register_blueprint(home)
    root.register_blueprint(cases)
    app.register_blueprint(root)
    app.add_url_rule("/<name>", "page", render_page)
    words = {
        language: read_words(language) | {"nav.day": "Min dag", "nav.cases": "Saker"}
        for language in ("nb", "nn", "en")
    }

    def translate(message_id: str, **params: Any) -> str:
        return words[g.language].get(message_id, message_id).format_map(params)

    app.jinja_env.globals.update(
        hm_t=translate,
        hm_n=lambda message_id, n, **params: translate(message_id, n=n, **params),
        hm_say=translate,
        hm_csrf=lambda: "token",
        hm_nonce=lambda: g.nonce,
        hm_asset=lambda path: url_for("hybridmentor.static", filename=path),
        hm_locale=lambda: g.language,
    )

    @app.before_request
    def prepare() -> None:
        g.nonce = secrets.token_urlsafe(16)
        g.language = request.args.get("language", "nb")

    @app.after_request
    def add_policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=g.nonce)
        return response

    return app


def take_pictures(folder: Path, pages: list[str], browser_path: str | None) -> int:
    """Pictures of pages at both widths; the number of findings, each told on standard error."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder.mkdir(parents=True, exist_ok=True)
    findings: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for width, height in WIDTHS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=1)
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(f"{message.type}: {message.text}"))
            for name in pages:
                where = f"{name} {width}"
                page.goto(f"http://127.0.0.1:{server.server_port}/{name}", wait_until="networkidle")
                page.evaluate("document.fonts.ready")
                findings += [f"{where}: {line}" for line in said if line.startswith(("error", "warning"))]
                said.clear()
                page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    findings.append(f"{where}: the page is wider than the window")
                result = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
                for violation in result.response["violations"]:
                    nodes = "; ".join(
                        f"{n['target']} {n.get('failureSummary', '')[:300]}" for n in violation["nodes"][:3]
                    )
                    findings.append(f"{where}: axe {violation['id']}: {nodes}")
            context.close()
        browser.close()
    server.shutdown()
    print(
        "\n".join(findings) or f"no findings on {len(pages)} pages at {len(WIDTHS)} widths", file=sys.stderr
    )
    return len(findings)


def main() -> int:
    """Read the command line; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--serve", type=int)
    parser.add_argument(
        "--browser", default=None, help="path of a Chromium, if Playwright has none of its own"
    )
    parser.add_argument("pages", nargs="*", default=list(PAGES))
    arguments = parser.parse_args()
    if arguments.serve:
        create_gallery().run(port=arguments.serve)
    if arguments.pictures:
        return 1 if take_pictures(arguments.pictures, arguments.pages, arguments.browser) else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
