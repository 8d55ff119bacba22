"""What a de-identified release hands out: its table, its pages, and that nothing of it is ever called anonymous."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest

import hybridmentor
from hybridmentor.documents.deidentified_package import DUTIES, DeidentifiedFacts, make_deidentified_package
from hybridmentor.documents.published_table import TableRefused
from hybridmentor.domain.release_variables import Variable, find_variable, get_hierarchy
from hybridmentor.i18n import LANGUAGES, translate
from tools.words import read_catalogue

KEYS = ("county", "attached")
FACTS = DeidentifiedFacts(
    title="Veier <inn> i arbeid",
    purpose="Hvor lenge folk blir",
    legal_basis="Samtykke",
    receiver="Instituttet & co",
    agreement="2026/117",
    agreed_on=date(2026, 11, 2),
    made_on=date(2026, 11, 24),
    expires_on=date(2027, 5, 23),
    contact_name="Personvernombudet",
    contact_email="ombud@example.org",
)
NAMES = [f"p{number:032x}" for number in (9, 3, 7)]
DENIED = re.compile(r"(ikke|ikkje|not) anonym", re.IGNORECASE)


def list_variables() -> list[Variable]:
    found = [find_variable(key) for key in KEYS]
    return [one for one in found if one is not None]


def make_frame(**changes: list[str]) -> pl.DataFrame:
    """Three cases with values that are there."""
    columns = {one.key: list(get_hierarchy(one.hierarchy).values[:3]) for one in list_variables()}
    return pl.DataFrame(columns | changes)


def unpack(package: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def make_package(frame: pl.DataFrame | None = None, names: list[str] | None = None) -> dict[str, bytes]:
    table = make_frame() if frame is None else frame
    return unpack(make_deidentified_package(table, names or NAMES, list_variables(), FACTS))


def test_the_rows_stand_in_the_order_of_their_pseudonyms():
    lines = make_package()["data.csv"].decode().splitlines()
    frame = make_frame()
    assert lines[0] == "pseudonym;county;attached"
    expected = sorted(";".join([name, *row]) for name, row in zip(NAMES, frame.iter_rows(), strict=True))
    assert lines[1:] == expected


def test_the_package_is_whole_and_the_same_every_time():
    files = make_package()
    pages = {f"{name}.{language}.html" for name in ("README", "codebook") for language in LANGUAGES}
    assert set(files) == {"data.csv", "SHA256SUMS", *pages}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    variables = list_variables()
    again = [make_deidentified_package(make_frame(), NAMES, variables, FACTS) for _ in range(2)]
    assert again[0] == again[1]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"county": ["Oslo", "=1+1", "x"]}, NAMES),
        ({"attached": ["01.02.2026", "yes", "no"]}, NAMES),
        ({}, NAMES[:2]),
        ({}, [NAMES[0], NAMES[0], NAMES[1]]),
        ({}, ["9901-0001", NAMES[0], NAMES[1]]),
    ],
)
def test_what_is_no_code_or_no_pseudonym_is_refused(changes: dict[str, list[str]], names: list[str]):
    with pytest.raises(TableRefused):
        make_package(make_frame(**changes), names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_tells_the_receiver_what_to_do(language: str):
    page = make_package()[f"README.{language}.html"].decode()
    for key in DUTIES:
        words = translate(language, f"deidentified.duty.{key}", day="\0", contact=FACTS.contact_email).split(
            "\0"
        )
        assert all(part in page for part in words), key
    assert "Instituttet &amp; co" in page
    assert "Veier &lt;inn&gt; i arbeid" in page
    assert page.index("2027") < page.index("<dl>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_book_has_every_value_and_no_promise_of_an_ordinary_release(language: str):
    page = make_package()[f"codebook.{language}.html"].decode()
    for variable in list_variables():
        for code in get_hierarchy(variable.hierarchy).values:
            assert f"<code>{code}</code>" in page
    assert translate(language, "deidentified.readme.warning", day="\0").split("\0")[0] in page


def test_no_page_calls_it_anonymous():
    for content in make_package().values():
        assert_denied(content.decode(), 0)


def test_no_word_calls_it_anonymous():
    found = 0
    for language in LANGUAGES:
        for message in read_catalogue(language):
            identifier = message.id if isinstance(message.id, str) else message.id[0]
            if identifier.startswith("deidentified."):
                texts = [message.string] if isinstance(message.string, str) else list(message.string)
                found += sum(assert_denied(text, 0) for text in texts)
    assert found == 2 * len(LANGUAGES)


def test_no_code_or_page_of_ours_calls_it_anonymous():
    package = Path(hybridmentor.__file__).parent
    files = [
        *package.rglob("*deidentified*.py"),
        *package.rglob("*deidentified*.html"),
        package / "domain/pseudonym.py",
    ]
    assert len(files) >= 15
    said = re.compile(r"(not|never|ikke) (anonymous|anonym)", re.IGNORECASE)
    for path in files:
        text = path.read_text("utf-8")
        assert len(re.findall("anonym", text, re.IGNORECASE)) == len(said.findall(text)), path.name


def assert_denied(text: str, least: int) -> int:
    """Every time the word is there it is denied; how often."""
    count = len(re.findall("anonym", text, re.IGNORECASE))
    assert count == len(DENIED.findall(text)), text
    assert count >= least
    return count
