"""The floor of `bench/pages.py`: bare Flask pages that read the rows of our pages with plain SQL and write plain tables of them.

No sign-in, no rights, no audit row, no words by language, no layout: what any page with these rows would cost at least. Names
and notes are unsealed, for a page that shows them has to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, redirect, render_template_string, request
from sqlalchemy import Connection, Engine, Row, bindparam, text

from hybridmentor import clock
from hybridmentor.crypto import Keyring, hash_token, seal, unseal
from hybridmentor.domain.folding import list_prefixes, split_name

TABLE = """<!doctype html>
<html lang="nb"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% for caption, head, rows in tables %}<table><caption>{{ caption }}</caption>
<tr>{% for cell in head %}<th>{{ cell }}</th>{% endfor %}</tr>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>{% endfor %}</body></html>"""
FORM = """<!doctype html>
<html lang="nb"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><form method="post">
{% for name, kind, values in fields %}<fieldset><legend>{{ name }}</legend>{% for value in values %}
<label><input type="{{ kind }}" name="{{ name }}" value="{{ value }}"> {{ value }}</label>{% endfor %}</fieldset>{% endfor %}
<label>note <textarea name="note"></textarea></label><button>Lagre</button></form></body></html>"""

CASES = """SELECT c.id, c.number, c.opened_on, c.closed_on, j.id AS jobseeker, j.name_sealed, k.id AS key_id, k.master_key,
 k.wrapped, e.name AS employer, u.name AS adviser
 FROM hm_case c JOIN hm_jobseeker j ON j.id = c.jobseeker_id JOIN hm_data_key k ON k.id = j.data_key_id
 LEFT JOIN hm_employer e ON e.id = c.employer_id
 JOIN hm_case_role r ON r.case_id = c.id AND r.role = 'adviser' AND r.to_on IS NULL JOIN hm_user u ON u.id = r.user_id """
LAST = """SELECT p.case_id, q.relationship, max(p.occurred_on) FROM hm_contact_point p
 JOIN hm_contact_participant q ON q.contact_id = p.id
 WHERE p.case_id IN :ids AND p.outcome = 'took_place' GROUP BY p.case_id, q.relationship"""
MENTORS = """SELECT m.case_id, w.id, w.name_sealed, k.id, k.master_key, k.wrapped FROM hm_mentor_assignment m
 JOIN hm_workplace_person w ON w.id = m.person_id JOIN hm_data_key k ON k.id = w.data_key_id
 WHERE m.case_id IN :ids AND m.to_on IS NULL"""
AGREED = """SELECT p.case_id, p.relationship, p.state, p.from_on, f.from_week, f.every_days FROM hm_contact_plan p
 LEFT JOIN hm_contact_plan_phase f ON f.plan_id = p.id
 WHERE p.case_id IN :ids AND p.from_on <= :today AND (p.to_on IS NULL OR p.to_on >= :today) ORDER BY p.from_on"""
WAITING = """SELECT p.case_id, q.relationship, p.id, p.occurred_on, p.starts_at FROM hm_contact_point p
 JOIN hm_contact_participant q ON q.contact_id = p.id WHERE p.case_id IN :ids AND p.outcome = 'planned'
 AND NOT EXISTS (SELECT 1 FROM hm_contact_point a WHERE a.follows_id = p.id) ORDER BY p.occurred_on"""
PAUSED = """SELECT case_id, reason, from_on, to_on, follow_up_on FROM hm_case_pause
 WHERE case_id IN :ids AND from_on <= :today ORDER BY from_on"""
TOLD = """SELECT c.id, f.log_confirmed_on, s.given_on, s.text_version, s.is_refusal FROM hm_case c
 LEFT JOIN hm_case_form f ON f.case_id = c.id
 LEFT JOIN hm_consent s ON s.case_id = c.id AND s.person = 'jobseeker' AND s.purpose = 'research' WHERE c.id IN :ids"""
LOG = """SELECT p.id, p.occurred_on, p.form, p.outcome, p.note_sealed, q.relationship FROM hm_contact_point p
 JOIN hm_contact_participant q ON q.contact_id = p.id WHERE p.case_id = :id ORDER BY p.occurred_on DESC, p.id"""
NEW_CONTACT = """INSERT INTO hm_contact_point
 (id, case_id, occurred_on, held_by, form, outcome, note_sealed, version, created_at, created_by)
 VALUES (:id, :case, :today, 'adviser', 'phone', 'took_place', :note, 1, :at, :user)"""
NEW_PARTICIPANT = "INSERT INTO hm_contact_participant (contact_id, relationship) VALUES (:id, 'jobseeker')"
NEW_EVENT = """INSERT INTO hm_audit_event (at, actor_id, action, decision, case_id)
 VALUES (:at, :user, 'contact.log', 'permit', :case)"""
COUNTED = """SELECT c.id, c.opened_on, c.closed_on, c.practice_model, c.entry_point, f.log_confirmed_on, f.id AS form_id,
 f.answers_sealed, k.id AS key_id, k.master_key, k.wrapped
 FROM hm_case c JOIN hm_data_key k ON k.id = c.data_key_id LEFT JOIN hm_case_form f ON f.case_id = c.id
 WHERE c.office_id = :office AND c.origin = 'office' ORDER BY c.id"""
BESIDE_COUNTED = {
    "Veiledere": """SELECT r.case_id, r.user_id FROM hm_case_role r JOIN hm_case c ON c.id = r.case_id
 WHERE c.office_id = :office AND c.origin = 'office' AND r.role = 'adviser' ORDER BY r.from_on, r.id""",
    "Mentorer": """SELECT m.case_id, m.from_on, m.to_on, m.is_employer FROM hm_mentor_assignment m
 JOIN hm_case c ON c.id = m.case_id WHERE c.office_id = :office AND c.origin = 'office'""",
    "Pauser": """SELECT p.case_id, p.from_on, p.to_on FROM hm_case_pause p
 JOIN hm_case c ON c.id = p.case_id WHERE c.office_id = :office AND c.origin = 'office'""",
}
ENTRIES = """SELECT p.case_id, q.relationship, p.occurred_on, p.form, p.outcome FROM hm_contact_point p
 JOIN hm_contact_participant q ON q.contact_id = p.id JOIN hm_case c ON c.id = p.case_id
 WHERE c.office_id = :office AND c.origin = 'office' AND p.outcome IN ('took_place', 'attempted', 'did_not_show')
 AND p.occurred_on <= :today"""
DRAFT = """SELECT d.id, k.id AS key_id, k.master_key, k.wrapped FROM hm_draft d JOIN hm_data_key k ON k.id = d.data_key_id
 WHERE d.user_id = :user AND d.form = 'hybridmentor.contacts.log' AND d.subject = :subject"""
SHOWN_NOTES = 5
SHOWN_CHOICES = 12


@dataclass
class Scene:
    """What the pages are about: one adviser, one case, one search."""

    user_id: int
    office_id: int
    case_id: UUID
    term: str
    today: date
    lead_id: int
    """Who looks at the office's figures."""
    county_id: int | None
    """Who looks at those of its county."""


@dataclass
class Opener:
    """Unseals on a database: ids come as UUID from PostgreSQL and as text from SQLite."""

    keyring: Keyring

    def open(self, table: str, row_id: Any, sealed: Any, key_id: Any, master: str, wrapped: Any) -> str:
        """A name in plain text."""
        key = self.keyring.unwrap(master, bytes(wrapped), read_id(key_id))
        return unseal(key, bytes(sealed), f"{table}|name_sealed|{read_id(row_id)}").decode()


def read_id(value: Any) -> UUID:
    """The id as UUID."""
    return value if isinstance(value, UUID) else UUID(str(value))


def write_id(connection: Connection, value: UUID) -> Any:
    """The id as the database keeps it."""
    return value.hex if connection.dialect.name == "sqlite" else value


def build_floor(engine: Engine, keyring: Keyring, scene: Scene) -> Flask:
    """The bare application."""
    app = Flask("floor")
    opener = Opener(keyring)
    app.add_url_rule("/list", "list", lambda: show_list(engine, opener, scene))
    app.add_url_rule("/day", "day", lambda: show_day(engine, opener, scene))
    app.add_url_rule("/case", "case", lambda: show_case(engine, opener, scene))
    app.add_url_rule("/search", "search", lambda: show_search(engine, opener, scene), methods=["POST"])
    app.add_url_rule("/form", "form", lambda: show_form(engine, opener, scene))
    app.add_url_rule("/post", "post", lambda: add_contact(engine, opener, scene), methods=["POST"])
    app.add_url_rule("/choices", "choices", lambda: show_choices(engine, opener, scene))
    app.add_url_rule("/draft", "draft", lambda: keep_draft(engine, opener, scene), methods=["POST"])
    app.add_url_rule("/collaboration", "collaboration", lambda: show_collaboration(engine, opener, scene))
    return app


def show_list(engine: Engine, opener: Opener, scene: Scene) -> str:
    """The fifty newest open cases of the office."""
    where = "WHERE c.office_id = :office AND c.closed_on IS NULL ORDER BY c.opened_on DESC, c.id LIMIT 50"
    with engine.connect() as connection:
        cases = connection.execute(text(CASES + where), {"office": scene.office_id}).all()
        return render_cases(connection, opener, "Saker", cases)


def show_search(engine: Engine, opener: Opener, scene: Scene) -> str:
    """Cases of the office whose jobseeker or mentor has the word, whose company or number does: at most fifty."""
    term = request.form["q"]
    where = """WHERE c.office_id = :office AND (c.number LIKE :number OR lower(e.name) LIKE :part
     OR c.jobseeker_id IN (SELECT jobseeker_id FROM hm_name_token WHERE token = :token)
     OR c.id IN (SELECT a.case_id FROM hm_mentor_assignment a JOIN hm_name_token t ON t.person_id = a.person_id
      WHERE t.token = :token)) ORDER BY c.opened_on DESC, c.id LIMIT 50"""
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT id, master_key, wrapped FROM hm_data_key WHERE owner = 'search'")
        ).one()
        key = opener.keyring.unwrap(row[1], bytes(row[2]), read_id(row[0]))
        token = hash_token(key, list_prefixes(split_name(term)[0])[-1])
        wanted = {
            "office": scene.office_id,
            "number": f"{term}%",
            "part": f"%{term.lower()}%",
            "token": token,
        }
        cases = connection.execute(text(CASES + where), wanted).all()
        return render_cases(connection, opener, "Søk", cases)


def show_day(engine: Engine, opener: Opener, scene: Scene) -> str:
    """All open cases of the adviser: the last contact of each relationship, what is agreed, planned, paused and asked."""
    return show_own(engine, opener, scene, "Min dag")


def show_choices(engine: Engine, opener: Opener, scene: Scene) -> str:
    """The same is read, to say which cases come first; a dozen are written."""
    return show_own(engine, opener, scene, "Loggfør", SHOWN_CHOICES)


def show_own(engine: Engine, opener: Opener, scene: Scene, title: str, most: int | None = None) -> str:
    """The adviser's open cases and what each needs; `most` of them are written."""
    where = "WHERE r.user_id = :user AND c.closed_on IS NULL ORDER BY c.opened_on, c.id"
    with engine.connect() as connection:
        cases = connection.execute(text(CASES + where), {"user": scene.user_id}).all()
        ids, beside = [case.id for case in cases], []
        shown = set(ids[:most])
        for caption, statement in (
            ("Avtalt", AGREED),
            ("Planlagt", WAITING),
            ("Pauser", PAUSED),
            ("Bekreftet og samtykke", TOLD),
        ):
            rows = ask_for(connection, statement, ids, today=scene.today.isoformat()) if ids else []
            told = [row for row in rows if row[0] in shown]
            beside.append((caption, rows[0]._fields if rows else (), told))
        return render_cases(connection, opener, title, cases, beside, most)


def render_cases(
    connection: Connection,
    opener: Opener,
    title: str,
    cases: Sequence[Row[Any]],
    beside: Sequence[Any] = (),
    most: int | None = None,
) -> str:
    """A table of `most` cases with jobseeker, mentor, company and last contacts of each, and the tables `beside` it."""
    ids = [case.id for case in cases]
    shown = set(ids[:most])
    last, mentors = {}, {}
    if ids:
        for case_id, relationship, day in ask_for(connection, LAST, ids):
            last[case_id, relationship] = day
        for case_id, person, sealed, *key in ask_for(connection, MENTORS, ids):
            if case_id in shown:
                mentors[case_id] = opener.open("hm_workplace_person", person, sealed, *key)
    rows = [
        (
            case.number,
            opener.open(
                "hm_jobseeker", case.jobseeker, case.name_sealed, case.key_id, case.master_key, case.wrapped
            ),
            case.employer,
            case.adviser,
            mentors.get(case.id),
            case.opened_on,
            *(last.get((case.id, key)) for key in ("mentor", "jobseeker", "employer")),
        )
        for case in cases[:most]
    ]
    head = ["Sak", "Bruker", "Bedrift", "Veileder", "Mentor", "Åpnet", "Mentor", "Bruker", "Arbeidsgiver"]
    return render_template_string(TABLE, title=title, tables=[(title, head, rows), *beside])


def ask_for(connection: Connection, statement: str, ids: Sequence[Any], **values: Any) -> Sequence[Row[Any]]:
    """The rows of the cases."""
    sent = {"ids": ids, **{name: value for name, value in values.items() if f":{name}" in statement}}
    return connection.execute(text(statement).bindparams(bindparam("ids", expanding=True)), sent).all()


def show_case(engine: Engine, opener: Opener, scene: Scene) -> str:
    """A case with its people, steps, agreements, pauses and whole log; the notes of the latest entries unsealed."""
    with engine.connect() as connection:
        wanted = {"id": write_id(connection, scene.case_id)}
        case = connection.execute(text(CASES + "WHERE c.id = :id"), wanted).one()
        ask = lambda statement: connection.execute(text(statement), wanted).all()  # noqa: E731
        sealed = ask(
            "SELECT k.id, k.master_key, k.wrapped FROM hm_data_key k JOIN hm_case c ON c.data_key_id = k.id WHERE c.id = :id"
        )[0]
        key = opener.keyring.unwrap(sealed[1], bytes(sealed[2]), read_id(sealed[0]))
        steps = ask("SELECT step, status, done_on FROM hm_case_step WHERE case_id = :id")
        plans = ask(
            "SELECT p.relationship, p.state, p.from_on, p.to_on, f.from_week, f.every_days FROM hm_contact_plan p"
            " LEFT JOIN hm_contact_plan_phase f ON f.plan_id = p.id WHERE p.case_id = :id ORDER BY p.from_on"
        )
        pauses = ask("SELECT reason, from_on, to_on FROM hm_case_pause WHERE case_id = :id")
        form = ask("SELECT id, answers_sealed FROM hm_case_form WHERE case_id = :id")
        answers = [
            json.loads(unseal(key, bytes(row[1]), f"hm_case_form|answers_sealed|{read_id(row[0])}"))
            for row in form
        ]
        log = []
        for number, row in enumerate(ask(LOG)):
            note = None
            if row.note_sealed is not None and number < SHOWN_NOTES:
                place = f"hm_contact_point|note_sealed|{read_id(row.id)}"
                note = unseal(key, bytes(row.note_sealed), place).decode()
            log.append((row.occurred_on, row.relationship, row.form, row.outcome, note))
        name = opener.open(
            "hm_jobseeker", case.jobseeker, case.name_sealed, case.key_id, case.master_key, case.wrapped
        )
        mentors = ask_for(connection, MENTORS, [case.id])
        people = [(opener.open("hm_workplace_person", *row[1:3], *row[3:]),) for row in mentors]
        tables = [
            ("Mentor", ["Navn"], people),
            ("Steg", ["Steg", "Status", "Dag"], steps),
            ("Avtalt", ["Hvem", "Status", "Fra", "Til", "Uke", "Dager"], plans),
            ("Pauser", ["Grunn", "Fra", "Til"], pauses),
            ("Skjema", ["Felt"], [(len(one),) for one in answers]),
            ("Logg", ["Dag", "Hvem", "Form", "Utfall", "Notat"], log),
        ]
        return render_template_string(TABLE, title=f"{case.number} {name} {case.employer}", tables=tables)


def show_form(engine: Engine, opener: Opener, scene: Scene) -> str:
    """A bare form with as many choices as ours, for a case with jobseeker and mentor."""
    with engine.connect() as connection:
        wanted = {"id": write_id(connection, scene.case_id)}
        case = connection.execute(text(CASES + "WHERE c.id = :id"), wanted).one()
        name = opener.open(
            "hm_jobseeker", case.jobseeker, case.name_sealed, case.key_id, case.master_key, case.wrapped
        )
        mentors = ask_for(connection, MENTORS, [case.id])
        people = [opener.open("hm_workplace_person", *row[1:3], *row[3:]) for row in mentors]
    kinds = (
        ("who", 3),
        ("day", 3),
        ("how", 6),
        ("outcome", 5),
        ("held_by", 6),
        ("minutes", 4),
        ("themes", 9),
    )
    fields = [
        (kind, "radio" if kind != "themes" else "checkbox", [f"{kind} {n}" for n in range(many)])
        for kind, many in kinds
    ]
    return render_template_string(FORM, title=f"{case.number} {name} {', '.join(people)}", fields=fields)


def add_contact(engine: Engine, opener: Opener, scene: Scene) -> Any:
    """A contact with its participant and an audit row, in one transaction."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        case_id = write_id(connection, scene.case_id)
        row = connection.execute(
            text(
                "SELECT k.id, k.master_key, k.wrapped FROM hm_data_key k JOIN hm_case c ON c.data_key_id = k.id WHERE c.id = :id"
            ),
            {"id": case_id},
        ).one()
        key = opener.keyring.unwrap(row[1], bytes(row[2]), read_id(row[0]))
        contact = uuid4()
        note = seal(key, request.form["note"].encode(), f"hm_contact_point|note_sealed|{contact}")
        values = {"id": write_id(connection, contact), "case": case_id, "user": scene.user_id, "note": note}
        values |= {"today": scene.today.isoformat(), "at": f"{scene.today} 08:00:00.000000"}
        for statement in (NEW_CONTACT, NEW_PARTICIPANT, NEW_EVENT):
            connection.execute(text(statement), values)
        connection.commit()
    return redirect("/case", 303)


def show_collaboration(engine: Engine, opener: Opener, scene: Scene) -> str:
    """What the office's figures of collaboration are counted from, each form of registration opened; sums are written."""
    values = {"office": scene.office_id, "today": scene.today.isoformat()}
    with engine.connect() as connection:
        cases = connection.execute(text(COUNTED), {"office": scene.office_id}).all()
        ended: Counter[Any] = Counter()
        for case in cases:
            if case.answers_sealed is not None:
                key = opener.keyring.unwrap(case.master_key, bytes(case.wrapped), read_id(case.key_id))
                place = f"hm_case_form|answers_sealed|{read_id(case.form_id)}"
                ended[json.loads(unseal(key, bytes(case.answers_sealed), place)).get("contact_ended_on")] += 1
        sums = [("Saker", len(cases)), ("Skjema med siste dag", ended.total() - ended[None])]
        for name, statement in BESIDE_COUNTED.items():
            rows = connection.execute(text(statement), {"office": scene.office_id}).all()
            sums.append((name, len(rows)))
        entries = Counter(
            (entry.relationship, entry.form, entry.outcome)
            for entry in connection.execute(text(ENTRIES), values)
        )
    tables = [
        ("Saker", ["Hva", "Antall"], sums),
        ("Kontakter", ["Hvem", "Form", "Utfall", "Antall"], [(*key, n) for key, n in entries.items()]),
    ]
    return render_template_string(TABLE, title="Samarbeidskvalitet", tables=tables)


def keep_draft(engine: Engine, opener: Opener, scene: Scene) -> Any:
    """The text of the log form sealed into the draft that ours has begun."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        row = connection.execute(text(DRAFT), {"user": scene.user_id, "subject": str(scene.case_id)}).one()
        key = opener.keyring.unwrap(row.master_key, bytes(row.wrapped), read_id(row.key_id))
        content = {"fields": list(request.form.items(multi=True)), "page": None, "turn": 0}
        plain = json.dumps(content, ensure_ascii=False).encode()
        sealed = seal(key, plain, f"hm_draft|fields_sealed|{read_id(row.id)}")
        at = clock.now()
        connection.execute(
            text("UPDATE hm_draft SET fields_sealed = :sealed, saved_at = :at WHERE id = :id"),
            {"sealed": sealed, "at": f"{at:%Y-%m-%d %H:%M:%S.%f}", "id": row.id},
        )
        connection.commit()
    return {"at": f"{at:%H.%M}"}
