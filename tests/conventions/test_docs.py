"""What the documents say is what the code does: tables, settings, commands, words, links, and the code on the pages."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner
from flask import Flask
from flask.cli import FlaskGroup
from flask_wtf import CSRFProtect
from sqlalchemy import create_engine, inspect

from hybridmentor import HybridMentor
from hybridmentor.cli import hybridmentor as commands
from hybridmentor.config import DEFAULTS
from hybridmentor.crypto import Keyring
from hybridmentor.db import Base
from hybridmentor.domain.case_status import STATUS_WORDS
from hybridmentor.domain.contact_plan import STATES
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.gateways import schema
from hybridmentor.i18n import translate
from hybridmentor.models import Role
from hybridmentor.models.experience import WORD_INDEX
from hybridmentor.policy.permissions import Permission

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*DOCS.rglob("*.md"), *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md"))]
)
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


def read(name: str) -> str:
    """A page of `docs/`."""
    return (DOCS / name).read_text("utf-8")


def find_section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of the same depth or less."""
    depth = len(heading) - len(heading.lstrip("#"))
    found = re.search(
        rf"^{re.escape(heading)}$\n(.*?)(?=^#{{1,{depth}}} |\Z)", text, re.DOTALL | re.MULTILINE
    )
    assert found, f"there is no heading {heading!r}"
    return found[1]


def read_table(text: str) -> list[list[str]]:
    """The cells of all table rows, headings and rulers left out; backquotes round a first cell taken off."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [row for row in rows if row[0].startswith("`")]


def read_blocks(text: str, info: str) -> list[str]:
    """The code blocks that are marked so."""
    return [body for marked, body in FENCE.findall(text) if marked.strip() == info]


def find_quoted(text: str) -> set[str]:
    """Everything that stands between backquotes outside code blocks."""
    return set(re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))


# Tables and keys


def list_sealed(row: list[str]) -> list[str]:
    """The sealed columns that a row of the table names."""
    return re.findall(r"`(\w+_sealed)`", row[2])


def test_every_table_is_described_with_its_sealed_columns():
    told = {row[0].strip("`"): list_sealed(row) for row in read_table(read("data-model.md"))}
    real = {
        name: [column.name for column in table.columns if column.name.endswith("_sealed")]
        for name, table in Base.metadata.tables.items()
    }
    assert told == real


def test_the_data_key_that_is_said_to_seal_a_table_does():
    owners = {
        "the case": "case",
        "the person": "data_key",
        "the mentor": "person",
        "the experience": "data_key",
        "its experience": "experience",
        "the meeting": "data_key",
        "the case that it is about, else the meeting": "meeting",
        "the draft": "data_key",
        "the file": "data_key",
    }
    for row in read_table(read("data-model.md")):
        if not list_sealed(row):
            continue
        mapped = next(m for m in Base.registry.mappers if m.local_table.name == row[0].strip("`"))
        assert owners[row[3]] in mapped.relationships, row[0]


def test_the_diagram_shows_every_foreign_key():
    diagram = read_blocks(read("data-model.md"), "mermaid")[0]
    drawn = sorted(re.findall(r"^ +(hm_\w+) (\S\S)--o(?:\{|\|) (hm_\w+) : (\w+)$", diagram, re.MULTILINE))
    real = sorted(
        (key.column.table.name, "|o" if column.nullable else "||", table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
    )
    assert drawn == real


# Settings and commands


def show_default(value: Any) -> str:
    """A default as the table writes it."""
    return {None: "none", True: "on", False: "off"}.get(value, f"`{value}`")


def test_settings_are_those_of_the_code():
    told = {
        row[0].strip("`"): row[1] for row in read_table(find_section(read("operations.md"), "## Settings"))
    }
    assert told == {name: show_default(value) for name, value in DEFAULTS.items()}


def test_every_command_is_described_with_its_options():
    text = find_section(read("operations.md"), "## Commands")
    assert set(re.findall(r"^### (\S+)$", text, re.MULTILINE)) == set(commands.commands)
    for name, command in commands.commands.items():
        section = find_section(text, f"### {name}")
        options = {option for one in command.params for option in one.opts if option.startswith("--")}
        assert {option for option in options if option not in section} == set(), name


def test_every_permission_is_described():
    text = (DOCS / "permissions.md").read_text("utf-8")
    assert [one.value for one in Permission if one.value not in text] == []


# Attacks


ATTACKS = ROOT / "tests" / "attacks"


def read_attacks() -> Iterator[tuple[str, Path, str]]:
    """The tests that the page of attacks names, with the row or the line that names each."""
    for line in read("attacks.md").splitlines():
        for place, name in re.findall(r"`([\w/]+\.py)::(\w+)`", line):
            yield line, ROOT / place if "/" in place else ATTACKS / place, name


def test_every_attack_is_carried_out_where_it_is_said_to_be():
    named = list(read_attacks())
    assert len(named) > 50
    for _, path, name in named:
        assert re.search(rf"^def {name}\(", path.read_text("utf-8"), re.MULTILINE), name
    assert {path.name for path in ATTACKS.glob("test_*.py")} <= {path.name for _, path, _ in named}


def test_every_attack_succeeds_somewhere_without_the_defence():
    rows = [line.strip("|").split("|") for line in read("attacks.md").splitlines() if line.startswith("| ")]
    told = [row for row in rows if row[0].strip() not in ("attack", "trap")]
    assert len(told) >= 35
    for attack, defended, undefended in told:
        assert "::" in defended, attack
        assert "::" in undefended or undefended.strip() == "the same", attack


# Words


def test_every_table_role_and_step_has_its_words():
    text = read("glossary.md")
    practice = get_practice_model("hybridmodellen")
    wanted = {
        *(mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.class_ is not None),
        *(role.value for role in Role),
        *STATUS_WORDS,
        *STATES,
        *(step.key for step in practice.steps),
    }
    assert wanted - find_quoted(text) == set()


def list_words() -> Iterator[tuple[str, str, str, str]]:
    """Heading of the glossary, key, and the words in bokmål and nynorsk as people meet them."""
    for step in get_practice_model("hybridmodellen").steps:
        yield (
            "## The seven steps (note, ch. 4.5; the wording is ours)",
            step.key,
            step.names["nb"],
            step.names["nn"],
        )
    for role in Role:
        yield "## Roles", role.value, *translate_norwegian(f"role.{role.value}")
    ids = {**STATUS_WORDS, **{state: f"tag.{state}" for state in STATES if state != "closed"}}
    for key, message_id in ids.items():
        yield "## Status of a case, and how a contact stands", key, *translate_norwegian(message_id)


def translate_norwegian(message_id: str) -> tuple[str, str]:
    """The words of an id in bokmål and nynorsk."""
    return translate("nb", message_id), translate("nn", message_id)


def test_words_in_the_glossary_are_those_on_screen():
    text = read("glossary.md")
    wrong = []
    for heading, key, bokmal, nynorsk in list_words():
        told = {row[0].strip("`"): row[1:3] for row in read_table(find_section(text, heading))}
        first = [cell.split(";")[0] for cell in told.get(key, ["", ""])]
        if first != [bokmal, nynorsk]:
            wrong.append((key, first, [bokmal, nynorsk]))
    assert wrong == []


def test_code_sets_in_the_glossary_are_those_of_the_practice_model():
    """What is missing is told as the line to put there."""
    told = {
        line
        for line in find_section(read("glossary.md"), "## Code sets").splitlines()
        if line.startswith("| `")
    }
    real = {
        f"| `{key}` | {codes.names['nb']} | {codes.names['nn']} | {codes.source} |"
        for key, codes in get_practice_model("hybridmodellen").code_sets.items()
    }
    assert (real - told, told - real) == (set(), set())


def test_both_languages_of_the_accessibility_statement_say_as_much():
    text = read("accessibility.md")
    parts = [find_section(text, heading) for heading in ("## Bokmål", "## English")]
    shapes = [
        (
            len(re.findall(r"^### ", part, re.MULTILINE)),
            len(re.findall(r"^- ", part, re.MULTILINE)),
            part.count("\n|"),
        )
        for part in parts
    ]
    assert shapes[0] == shapes[1]
    assert shapes[0][0] > 3


# Links


def list_anchors(text: str) -> set[str]:
    """The anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.replace("`", "")).strip().lower() for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pages
def test_links_lead_somewhere(page: Path):
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in list_anchors(there.read_text("utf-8"))):
            broken.append(target)
    assert broken == []


@pages
def test_pages_have_one_title_and_close_their_code_blocks(page: Path):
    text = page.read_text("utf-8")
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(FENCE.findall(text))
    assert len(re.findall(r"^# ", FENCE.sub("", text), re.MULTILINE)) == 1


# Code on the pages


def test_code_on_the_pages_can_be_read():
    """Python that is not marked is parsed at least."""
    blocks = [
        (page.name, body)
        for page in PAGES
        for info, body in FENCE.findall(page.read_text("utf-8"))
        if info.split() and (info.split()[0] == "python")
    ]
    assert len(blocks) >= 3
    for name, body in blocks:
        ast.parse(body, name)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(body, id=f"{page.stem}-{number}")
        for page in PAGES
        for number, body in enumerate(read_blocks(page.read_text("utf-8"), "python run"), 1)
    ],
)
def test_python_on_the_pages_runs(block: str):
    exec(compile(block, "docs", "exec"), {"__name__": "docs"})


def list_calls(script: str) -> Iterator[list[str]]:
    """The calls of `hybridmentor` in a shell script, as lists of words."""
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;")
        lexer.whitespace_split = True
        words = list(lexer)
        if "hybridmentor" not in words:
            continue
        rest = words[words.index("hybridmentor") + 1 :]
        yield list(takewhile(lambda word: word[0] not in "|&;", rest))


def test_commands_on_the_pages_are_ours():
    """Commands and options exist and take what is given; here nothing is carried out."""
    calls = [
        call
        for page in PAGES
        for info, body in FENCE.findall(page.read_text("utf-8"))
        if info.startswith("sh")
        for call in list_calls(body)
    ]
    assert len(calls) >= 8
    for name, *words in calls:
        commands.commands[name].make_context(name, words)


@pytest.mark.long
def test_commands_on_the_page_of_operations_run(tmp_path: Path):
    """All of them in order, in one shell, with exit code 0."""
    script = "set -eu\n" + "\n".join(read_blocks(read("operations.md"), "sh run"))
    assert len(list(list_calls(script))) >= 8
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    answer = subprocess.run(
        ["sh"],
        input=script,
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


def load_block(info: str, folder: Path) -> ModuleType:
    """A block of the page about hosts, kept as the file it is named after and imported."""
    block = read_blocks(read("integrating.md"), f"python {info}")
    assert len(block) == 1, info
    path = folder / info
    path.write_text(block[0], "utf-8")
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[ModuleType, Flask]]:
    """The host of the page about hosts, with a person of its own and a template of ours that it overrides."""
    module = load_block("host.py", tmp_path)
    template = tmp_path / "templates" / "hybridmentor" / "home" / "welcome.html"
    template.parent.mkdir(parents=True)
    template.write_text("<p>Vertens egen velkomst, {{ actor.name }}", "utf-8")
    settings = {
        "SECRET_KEY": "a secret of the tests, long enough to be one",
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'host.sqlite'}",
        "HYBRIDMENTOR_ENCRYPTION_KEYS": Keyring.generate("test"),
    }
    app = module.create_app(settings)
    with app.app_context():
        module.db.create_all()
        module.db.session.add(module.Person(name="Kari"))
        module.db.session.commit()
    yield module, app
    with app.app_context():
        module.db.engine.dispose()
    del sys.modules[module.__name__]


def run_in(app: Flask, *words: str) -> None:
    """`flask hybridmentor ...` in a host."""
    answer = CliRunner().invoke(FlaskGroup(create_app=lambda: app), ["hybridmentor", *words])
    assert answer.exit_code == 0, (words, answer.output, answer.exception)


OFFICE = ("create-office", "0301", "Nav Prøve", "Oslo")


def make_account(app: Flask, role: str, subject: str) -> None:
    """The account of the host's person."""
    given = ("--name", "Kari", "--email", "kari@example.org", "--office", "0301", "--role", role)
    run_in(app, "create-user", "kari", *given, "--subject", subject)


def test_the_host_on_the_page_works(host: tuple[ModuleType, Flask]):
    _, app = host
    run_in(app, "upgrade")
    run_in(app, *OFFICE)
    client = app.test_client()
    away = client.get("/mentor/")
    assert (away.status_code, away.location) == (303, "/sign-in?next=/mentor/")
    client.post("/sign-in")
    assert client.get("/mentor/").status_code == 403, "known to the host, not to us"
    make_account(app, "adviser", "1")
    assert client.get("/mentor/").status_code == 200
    assert client.get("/").text.startswith("<a href='/mentor/'>")
    assert client.get("/mentor/sign-in").status_code == 404
    with client.get("/mentor/static/hybridmentor.css") as style:
        assert style.status_code == 200


def test_a_host_has_its_own_pages_for_what_is_not_ours_to_answer(host: tuple[ModuleType, Flask]):
    _, app = host
    app.register_error_handler(404, lambda fault: ("the host's own page", 404))
    run_in(app, "upgrade")
    run_in(app, *OFFICE)
    make_account(app, "adviser", "1")
    client = app.test_client()
    client.post("/sign-in")
    assert client.get("/mentor/nowhere").text == "the host's own page"
    ours = client.get("/mentor/static/nothing.css")
    assert (ours.status_code, "hm-main" in ours.text) == (404, True)
    unknown = client.get("/mentor/cases/00000000-0000-0000-0000-000000000000")
    assert unknown.status_code == 404
    assert "hm-main" in unknown.text


def test_a_host_overrides_a_template_by_its_name(host: tuple[ModuleType, Flask]):
    _, app = host
    run_in(app, "upgrade")
    run_in(app, *OFFICE)
    make_account(app, "researcher", "1")
    client = app.test_client()
    client.post("/sign-in")
    assert client.get("/mentor/").text == "<p>Vertens egen velkomst, Kari"


def test_a_host_may_check_form_tokens_too(host: tuple[ModuleType, Flask]):
    _, app = host
    CSRFProtect(app).exempt(app.view_functions["sign_in"])
    run_in(app, "upgrade")
    run_in(app, *OFFICE)
    make_account(app, "adviser", "1")
    client = app.test_client()
    client.post("/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/mentor/").text)
    assert token
    assert client.post("/mentor/language", data={"language": "nn"}).status_code == 400
    kept = client.post("/mentor/language", data={"language": "nn", "csrf_token": token[1]})
    assert kept.status_code == 303
    assert '<html lang="nn">' in client.get("/mentor/").text


def test_the_autogenerate_of_a_host_needs_the_filter_and_is_helped_by_it(host: tuple[ModuleType, Flask]):
    module, app = host
    run_in(app, "upgrade")
    with app.app_context(), module.db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        tables = {name for name in names if name.startswith("hm_") and not name.startswith(WORD_INDEX)}
        assert tables == {*Base.metadata.tables, schema.VERSION_TABLE}

        def propose(**options: Any) -> list[Any]:
            return compare_metadata(MigrationContext.configure(connection, opts=options), module.db.metadata)

        dropped = {change[1].name for change in propose() if change[0] == "remove_table"}
        assert {name for name in dropped if not name.startswith(WORD_INDEX)} == tables
        assert propose(include_object=module.leave_their_tables) == []


def test_all_that_we_add_to_a_host_is_told(tmp_path: Path):
    app = Flask("host", root_path=str(tmp_path))
    app.config.update(SECRET_KEY="x" * 40, HYBRIDMENTOR_ENCRYPTION_KEYS=Keyring.generate("test"))
    engine = create_engine("sqlite://")
    counted: list[Callable[[], Any]] = [
        lambda: dict.fromkeys(app.jinja_env.globals),
        lambda: app.extensions,
        lambda: {name for name in app.blueprints if "." not in name},
        lambda: app.config,
        lambda: app.teardown_appcontext_funcs,
        lambda: app.before_request_funcs.get(None, []),
        lambda: app.after_request_funcs.get(None, []),
        lambda: app.error_handler_spec.get(None, {}),
        lambda: app.template_context_processors[None],
        lambda: app.cli.commands,
    ]
    before = [set(map(str, count())) for count in counted]
    HybridMentor().init_app(app, engine=engine, url_prefix="/mentor")
    words, extensions, blueprints, settings, teardowns, *others = (
        set(map(str, count())) - was for count, was in zip(counted, before, strict=True)
    )
    told = find_quoted(
        find_section(read("integrating.md"), "## What we add to a host, and what we leave alone")
    )
    kept = list_cookie_keys()
    assert kept <= told
    assert words == {one for one in told if one.startswith("hm_") and one not in {"hm_*", *kept}}
    assert extensions == blueprints == {"hybridmentor"}
    assert settings == DEFAULTS.keys() - {"HYBRIDMENTOR_ENCRYPTION_KEYS"}
    assert len(teardowns) == 1
    assert others == [set()] * 5
    engine.dispose()


def list_cookie_keys() -> set[str]:
    """What our code writes into the session cookie."""
    texts = [path.read_text("utf-8") for path in (ROOT / "hybridmentor").rglob("*.py")]
    found = {key for text in texts for key in re.findall(r'\bcookie\["(hm_\w+)"\] = ', text)}
    assert len(found) >= 4
    return found


def test_the_other_identity_on_the_page_works_with_one_connection(tmp_path: Path):
    module = load_block("gateway.py", tmp_path)
    settings = {
        "SECRET_KEY": "a secret of the tests, long enough to be one",
        "DATABASE": f"sqlite:///{tmp_path / 'gateway.sqlite'}",
        "HYBRIDMENTOR_ENCRYPTION_KEYS": Keyring.generate("test"),
    }

    def make_narrow_engine(address: str) -> Any:
        return create_engine(address, pool_size=1, max_overflow=0, pool_timeout=1)

    module.create_engine = make_narrow_engine
    app = module.create_app(settings)
    run_in(app, "upgrade")
    run_in(app, *OFFICE)
    make_account(app, "adviser", "kari@gateway")
    client = app.test_client()
    answers = {
        subject: client.get("/mentor/cases", headers={"X-Gateway-Subject": subject} if subject else {})
        for subject in ("kari@gateway", "ola@gateway", "")
    }
    assert [answer.status_code for answer in answers.values()] == [200, 403, 401]
    app.extensions["hybridmentor"].find_engine().dispose()
    del sys.modules[module.__name__]
