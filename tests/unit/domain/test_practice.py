"""Practice models are data, and faulty data is refused with the place named."""

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from hybridmentor.domain.practice import (
    LANGUAGES,
    PracticeModel,
    Rhythm,
    get_practice_model,
    list_practice_models,
    load_practice_model,
)
from hybridmentor.errors import InvalidInput, NotFound

NAMES = '{ nb = "a", nn = "b", en = "c" }'
SMALL = f"""
id = "small"
version = 3
source = "made up"
names = {NAMES}
entry_points = ["start"]
[[steps]]
key = "one"
number = 1
names = {NAMES}
short_names = {NAMES}
hint = {NAMES}
help = {NAMES}
questions = [{NAMES}]
[[steps]]
key = "two"
number = 2
names = {NAMES}
short_names = {NAMES}
hint = {NAMES}
help = {NAMES}
questions = [{NAMES}]
[code_sets.entry_point]
names = {NAMES}
source = "made up"
codes = [{{ key = "start", names = {NAMES}, short_names = {NAMES} }}]
[code_sets.part]
names = {NAMES}
source = "made up"
belongs_to = "entry_point"
codes = [{{ key = "p", names = {NAMES}, belongs_to = "start", afi = true, face_to_face = false, nace = ["F"] }}]
[[contact_suggestions]]
key = "s"
names = {NAMES}
rhythm = [{{ from_week = 1, every_days = 7 }}, {{ from_week = 9, every_days = 28 }}]
"""


def read_packaged() -> dict[str, Any]:
    return tomllib.loads(
        (files("hybridmentor") / "practice_models" / "hybridmodellen.toml").read_text("utf-8")
    )


@pytest.fixture
def model() -> PracticeModel:
    return get_practice_model("hybridmodellen")


def test_seven_steps_as_drawn(model: PracticeModel):
    assert [(step.number, step.key, step.short_names["nb"]) for step in model.steps] == [
        (1, "wishes", "Ønsker kartlagt"),
        (2, "company", "Bedrift funnet"),
        (3, "employer_told", "Arbeidsgiver orientert"),
        (4, "mentor", "Mentor valgt sammen"),
        (5, "collaboration", "Tett på mentor"),
        (6, "follow_up", "Følge opp begge"),
        (7, "share", "Dele erfaring"),
    ]
    assert model.step("mentor").number == 4
    assert all(len(step.questions) >= 3 for step in model.steps)


def test_entry_points(model: PracticeModel):
    assert model.entry_points == ("start", "at_workplace", "employer_contacted", "job_at_risk")


# AFI-notat 2022:01, tables 1 and 3 to 7, as hybrid_model.md section 2 lists them
PRINTED = {
    "contact_frequency": "Ukentlig · 2-3 ganger per måned · Ca 1 gang per måned · Mindre enn 1 gang per måned · Aldri",
    "contact_intensity": "Mest i begynnelsen · Like mye gjennom hele perioden · Mest på slutten",
    "contact_form": "Telefon · E-post · På bedriften · På NAV-kontoret · Digital kommunikasjon",
    "initiator": "Arbeidsgiver · Bruker · Veileder · Hjelpemiddelsentralen · Vet ikke · Annet",
    "attachment_before": "Ingen · Arbeidstrening · Avklaring · Vikar · Skoleelev · Midlertidig ansatt · Fast ansatt · Annet",
    "attachment_after": "Midlertidig ansatt med lønnstilskudd · Fast ansatt med lønnstilskudd · Arbeidstrening · "
    "Ingen tilknytning · Læreplass/utdanning · Fast ansatt uten lønnstilskudd · Vikar · "
    "Midlertidig ansatt uten lønnstilskudd · Vet ikke · Annet",
    "duration": "Inntil 3 måneder · 3-6 måneder · 6-12 måneder · Mer enn 12 måneder · Tiltaket er ennå ikke avsluttet",
    "industry": "Bygg & anlegg · Service · Helse og omsorg · Regnskap · Varehandel · Industri · Utdanning · Barnehage",
}


@pytest.mark.parametrize("code_set", PRINTED)
def test_afi_codes_stand_as_printed(model: PracticeModel, code_set: str):
    printed = [code.names["nb"] for code in model.find_codes(code_set).codes if code.afi]
    assert printed == PRINTED[code_set].split(" · ")


KEYS = {
    "contact_form": "phone email at_company at_nav_office digital elsewhere",
    "contact_sub_form": "video sms activity_plan_dialogue",
    "contact_outcome": "took_place attempted did_not_show cancelled planned",
    "relationship": "mentor jobseeker employer mentor_jobseeker",
    "via": "hr leader third_person",
    "reported_by": "mentor jobseeker",
    "work_kind": "plan travel meeting documentation other",
    "held_by": "adviser colleague market_contact aft adult_education other",
    "minutes_band": "under_15 15_30 30_60 over_60",
    "entry_point": "start at_workplace employer_contacted job_at_risk",
    "service": "state municipal",
    "mentor_of_interest": "yes no unsure not_asked",
    "step_status": "open in_progress done skipped",
    "outcome_attached": "yes no unknown",
    "outcome_elsewhere": "no job_elsewhere apprenticeship_elsewhere education_elsewhere unknown",
}


@pytest.mark.parametrize("code_set", KEYS)
def test_keys(model: PracticeModel, code_set: str):
    assert model.find_codes(code_set).keys == tuple(KEYS[code_set].split())


def test_nine_themes_and_every_outcome_fact_can_be_unknown(model: PracticeModel):
    assert len(model.find_codes("contact_theme").keys) == 9
    facts = [key for key in model.code_sets if key.startswith("outcome_")]
    assert len(facts) == 7
    assert all("unknown" in model.find_codes(key) for key in facts)


def test_forms_say_who_meets(model: PracticeModel):
    forms = model.find_codes("contact_form")
    assert {code.key for code in forms.codes if code.face_to_face} == {
        "at_company",
        "at_nav_office",
        "elsewhere",
    }
    assert all(code.face_to_face is not None for code in forms.codes)
    assert forms.code("elsewhere").afi is False
    assert forms.code("at_nav_office").short_names["nb"] == "På Nav-kontoret"
    sub_forms = model.find_codes("contact_sub_form")
    assert sub_forms.belongs_to == "contact_form"
    assert {code.belongs_to for code in sub_forms.codes} == {"digital"}


def test_every_section_of_nace_has_an_industry(model: PracticeModel):
    letters = "".join("".join(code.nace) for code in model.find_codes("industry").codes)
    assert sorted(set(letters)) == list("ABCDEFGHIJKLMNOPQRSTU")
    assert [letter for letter in set(letters) if letters.count(letter) > 1] == ["Q"]


def test_three_suggestions(model: PracticeModel):
    assert [suggestion.rhythm for suggestion in model.contact_suggestions] == [
        (Rhythm(1, 14),),
        (Rhythm(1, 7), Rhythm(9, 14), Rhythm(17, 28)),
        (Rhythm(1, 28),),
    ]


def walk_names(node: object) -> Iterator[dict[str, str]]:
    if isinstance(node, dict):
        if set(node) == set(LANGUAGES):
            yield node
        else:
            for value in node.values():
                yield from walk_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk_names(value)


def test_every_text_stands_in_its_own_language():
    texts = list(walk_names(read_packaged()))
    assert len(texts) > 200
    for text in texts:
        assert not re.search(
            r"\b(ikkje|brukar|rettleiar|arbeidsgivar|ein|frå|korleis)\b", text["nb"], re.I
        ), text
        assert not re.search(
            r"\b(ikke|bruker|veileder|arbeidsgiver|fra|hvordan|uke|mer)\b", text["nn"], re.I
        ), text
        assert not re.search(r"[æøå]|\b(og|ikke|bruker)\b", text["en"], re.I), text


def test_labels_and_what_is_not_there(model: PracticeModel):
    assert model.find_codes("relationship").label("jobseeker") == {
        "nb": "Bruker",
        "nn": "Brukar",
        "en": "Jobseeker",
    }
    for ask in (
        lambda: model.step("eight"),
        lambda: model.find_codes("colour"),
        lambda: model.find_codes("relationship").label("cat"),
        lambda: get_practice_model("no_such_model"),
        lambda: get_practice_model("../practice_models/hybridmodellen"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_packaged_models_are_listed_and_read_once(model: PracticeModel):
    assert model in list_practice_models()
    assert get_practice_model("hybridmodellen") is model


def test_reads_text_bytes_and_files(tmp_path: Path):
    path = tmp_path / "small.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    from_text, from_bytes, from_file = (
        load_practice_model(SMALL),
        load_practice_model(SMALL.encode()),
        load_practice_model(path),
    )
    assert from_text == from_bytes == from_file
    assert from_text.version == 3
    part = from_text.find_codes("part").code("p")
    assert (part.belongs_to, part.afi, part.face_to_face, part.nace) == ("start", True, False, ("F",))


def test_names_are_plain_enough_for_json_and_cannot_be_changed(model: PracticeModel):
    names = model.step("share").names
    assert json.loads(json.dumps(dict(names)))["nb"] == names["nb"]
    with pytest.raises(TypeError):
        names["nb"] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    ("old", "new", "message", "place"),
    [
        ("version = 3", "version = 3\ncolour = 1", "practice.unknown_key", "colour"),
        ("version = 3", "", "practice.missing", "version"),
        ("version = 3", "version = true", "practice.not_number", "version"),
        ("version = 3", "version = 0", "practice.not_number", "version"),
        ('id = "small"', 'id = "Small"', "practice.not_key", "id"),
        ('source = "made up"\nnames', 'source = " "\nnames', "practice.not_text", "source"),
        (f"names = {NAMES}\nentry", 'names = { nb = "a", en = "c" }\nentry', "practice.missing", "names.nn"),
        (
            f"names = {NAMES}\nentry",
            'names = { nb = "a", nn = "", en = "c" }\nentry',
            "practice.not_text",
            "names.nn",
        ),
        (f"names = {NAMES}\nentry", 'names = "a"\nentry', "practice.not_table", "names"),
        ('key = "two"\nnumber', 'key = "two"\ncolor = 1\nnumber', "practice.unknown_key", "steps[2].color"),
        ('key = "two"', 'key = "one"', "practice.twice", "steps"),
        ("number = 2", "number = 3", "practice.step_number", "steps[2].number"),
        (f"questions = [{NAMES}]\n[code", "questions = []\n[code", "practice.not_list", "steps[2].questions"),
        (
            f"questions = [{NAMES}]\n[code",
            'questions = ["x"]\n[code',
            "practice.not_table",
            "steps[2].questions[1]",
        ),
        (
            'entry_points = ["start"]',
            'entry_points = ["middle"]',
            "practice.bad_reference",
            "entry_points[1]",
        ),
        ('entry_points = ["start"]', 'entry_points = ["start", "start"]', "practice.twice", "entry_points"),
        (
            'belongs_to = "entry_point"',
            'belongs_to = "exit"',
            "practice.bad_reference",
            "code_sets.part.belongs_to",
        ),
        (
            'belongs_to = "start"',
            'belongs_to = "end"',
            "practice.bad_reference",
            "code_sets.part.codes[1].belongs_to",
        ),
        ('belongs_to = "start", ', "", "practice.missing", "code_sets.part.codes[1].belongs_to"),
        ('belongs_to = "entry_point"\n', "", "practice.unknown_key", "code_sets.part.codes[1].belongs_to"),
        (
            "face_to_face = false",
            'face_to_face = "no"',
            "practice.not_truth",
            "code_sets.part.codes[1].face_to_face",
        ),
        ('nace = ["F"]', 'nace = ["Z"]', "practice.not_section", "code_sets.part.codes[1].nace[1]"),
        ("[code_sets.part]", '[code_sets."A B"]', "practice.not_key", "code_sets.A B"),
        ("from_week = 1,", "from_week = 2,", "practice.rhythm_order", "contact_suggestions[1].rhythm"),
        ("from_week = 9,", "from_week = 1,", "practice.rhythm_order", "contact_suggestions[1].rhythm"),
        (
            "every_days = 28",
            "every_days = 0",
            "practice.not_number",
            "contact_suggestions[1].rhythm[2].every_days",
        ),
    ],
)
def test_faults_name_the_place(old: str, new: str, message: str, place: str):
    assert SMALL.count(old) >= 1
    with pytest.raises(InvalidInput) as caught:
        load_practice_model(SMALL.replace(old, new, 1))
    assert (caught.value.message.id, caught.value.message.params["place"]) == (message, place)


def test_a_code_twice_is_refused():
    text = SMALL.replace(
        f'codes = [{{ key = "start", names = {NAMES}',
        f'codes = [{{ key = "start", names = {NAMES} }}, {{ key = "start", names = {NAMES}',
    )
    with pytest.raises(InvalidInput) as caught:
        load_practice_model(text)
    assert caught.value.message.params == {"place": "code_sets.entry_point.codes", "key": "start"}


def test_what_is_no_toml_is_refused(tmp_path: Path):
    for source, message in (
        ("a = 1\nb = ", "practice.toml_ends"),
        ("a = 1\nb = =\n", "practice.not_toml"),
        (b"\xff\xfe", "practice.not_utf8"),
        (tmp_path / "none.toml", "practice.cannot_read"),
    ):
        with pytest.raises(InvalidInput) as caught:
            load_practice_model(source)
        assert caught.value.message.id == message
    with pytest.raises(InvalidInput) as caught:
        load_practice_model("a = 1\nb = =\n")
    assert caught.value.message.params == {"line": 2}
