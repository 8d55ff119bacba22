"""The catalogues: complete in three languages, and every word in its place."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools.words import LANGUAGES, check_words, locate_catalogue

ROOT = Path(__file__).resolve().parents[2]
NOT_NYNORSK = re.compile(
    r"\b(?:ikke|bruker(?:en|e|ne)?|veileder(?:en|e|ne)?|arbeidsgiver(?:en|e|ne)?|jeg|hvordan|hvorfor|noen|uker?)\b",
    re.IGNORECASE,
)
NOT_ENGLISH = re.compile(r"\b(?:og|ikke|saken?|eller|være)\b")
AS_PRINTED = ("Vet ikke", "Møre og Romsdal")
"""Codes of the registration form, and a county, which stand in Norwegian in every language."""
OLD_NAV = re.compile(r"\bNAV\b")


def read_entries(language: str) -> dict[str, tuple[str, ...]]:
    with locate_catalogue(language).open("rb") as stream:
        catalogue = read_po(stream, locale=language, domain="hybridmentor", abort_invalid=True)
    entries = {}
    for message in catalogue:
        if message.id:
            assert not message.fuzzy, f"{language}: {message.id} is marked as unsure"
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            entries[key] = (
                tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)
            )
    return entries


ENTRIES = {language: read_entries(language) for language in LANGUAGES}


def test_every_word_is_there_and_used():
    assert ENTRIES["nb"], "the catalogue is empty"
    assert check_words() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_to_translate(language: str):
    assert ENTRIES[language].keys() == ENTRIES["nb"].keys()
    assert [key for key, texts in ENTRIES[language].items() if not all(text.strip() for text in texts)] == []
    assert [key for key, texts in ENTRIES[language].items() if len(texts) != len(ENTRIES["nb"][key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_parameters_are_named_alike(language: str):
    for key, texts in ENTRIES[language].items():
        named = [set(re.findall(r"{(\w+)}", text)) for text in texts]
        expected = set().union(*(re.findall(r"{(\w+)}", text) for text in ENTRIES["nb"][key]))
        assert set().union(*named) == expected, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_plain(language: str):
    """Markup belongs in templates: a text is escaped when shown."""
    faults = [
        key
        for key, texts in ENTRIES[language].items()
        if any(re.search(r"</?[a-z]+[^>]*>|&\w+;", text) for text in texts)
    ]
    assert faults == []
    assert [
        key for key, texts in ENTRIES[language].items() if any(OLD_NAV.search(text) for text in texts)
    ] == []


def find_foreign(language: str, words: re.Pattern[str]) -> dict[str, str]:
    """The texts of a language with words of another one; codes that stand as printed are left out."""
    joined = {key: " ".join(texts) for key, texts in ENTRIES[language].items()}
    for printed in AS_PRINTED:
        joined = {key: text.replace(printed, "") for key, text in joined.items()}
    return {key: text for key, text in joined.items() if words.search(text)}


def test_nynorsk_is_nynorsk():
    assert find_foreign("nn", NOT_NYNORSK) == {}


def test_english_is_english():
    assert find_foreign("en", NOT_ENGLISH) == {}


def test_the_tool_refuses_what_is_incomplete(tmp_path: Path):
    lines = tmp_path / "words.tsv"
    lines.write_text("just.one\tcell\n", "utf-8")
    answer = subprocess.run(
        [sys.executable, "tools/words.py", "load", str(lines)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "four cells" in answer.stderr
