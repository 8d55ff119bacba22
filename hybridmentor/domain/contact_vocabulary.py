"""The words in which contact is reported, bokmål and nynorsk, for the grammar in `reported_contact`."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")

DAYS_PER_WEEK = 7.0
DAYS_PER_MONTH = 30.4375
DAYS_PER_QUARTER = 3 * DAYS_PER_MONTH
DAYS_PER_YEAR = 365.25


def _give_all(value: Value, words: str) -> dict[str, Value]:
    return dict.fromkeys(words.split(), value)


def _list_phrases(*phrases: str) -> set[tuple[str, ...]]:
    return {tuple(phrase.split()) for phrase in phrases}


def _map_phrases(phrases: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(phrase.split()): code for phrase, code in phrases.items()}


NUMBERS = {
    **_give_all(1, "en én ein éin ei ett et eitt"),
    **_give_all(7, "sju syv"),
    **dict(zip(["to", "tre", "fire", "fem", "seks"], range(2, 7), strict=True)),
    **dict(
        zip(
            ["åtte", "ni", "ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten"],
            range(8, 17),
            strict=True,
        )
    ),
    **dict(zip(["tjue", "tretti"], (20, 30), strict=True)),
}
ORDINALS = {
    **_give_all(2, "annen annet annan anna andre"),
    **dict(zip(["tredje", "fjerde", "femte", "sjette"], range(3, 7), strict=True)),
    **_give_all(7, "sjuende syvende sjuande"),
    **_give_all(8, "åttende åttande"),
    **_give_all(9, "niende niande"),
    **_give_all(10, "tiende tiande"),
    **_give_all(14, "fjortende fjortande"),
    **_give_all(20, "tjuende tjuande"),
    **_give_all(30, "trettiende trettiande"),
}
UNITS = {
    **_give_all(1.0, "dag dagen dager dagar"),
    **_give_all(DAYS_PER_WEEK, "uke uka uken uker veke veka veker"),
    **_give_all(DAYS_PER_MONTH, "måned måneden måneder månad månaden månader mnd mnd."),
    **_give_all(DAYS_PER_QUARTER, "kvartal kvartalet"),
    **_give_all(DAYS_PER_YEAR, "år året"),
}
"""Units of time, in days."""
ADVERBS = {
    **_give_all(1.0, "daglig daglige dagleg daglege"),
    **_give_all(DAYS_PER_WEEK, "ukentlig ukentlige vekentleg"),
    **_give_all(DAYS_PER_MONTH, "månedlig månedlige månadleg"),
    **_give_all(DAYS_PER_QUARTER, "kvartalsvis kvartalsvise"),
}
"""Words for an interval, in days."""

COUPLES = _list_phrases("et par", "ett par", "eit par")
"""Two, as a number."""
SEVERAL = {"flere", "fleire"}
EVERY = {"hver", "hvert", "kvar", "kvart"}
EVERY_OTHER = _list_phrases(
    "annenhver", "annahver", "annenhvert", "annankvar", "annakvar", "annen hver", "annan kvar"
)
PER = {"per", "pr", "pr.", "i", "om"} | EVERY
TIMES = {"gang", "ganger", "gong", "gonger", "gongar"}
ABOUT = {"cirka", "sirka", "ca", "ca.", "omtrent", "rundt", "omkring"}
UNTIL = {"-", "til", "eller"}
IN_ALL = _list_phrases("totalt", "i alt", "til sammen", "tilsammen")

VAGUE = _map_phrases(
    {
        "jevnlig": "regular_unspecified",
        "jamleg": "regular_unspecified",
        "regelmessig": "regular_unspecified",
        "ofte": "often_unspecified",
        "lite": "little_unspecified",
        "nesten ingen": "hardly_any",
        "nesten inga": "hardly_any",
        "nesten aldri": "hardly_any",
        "ingen": "never",
        "inga": "never",
        "aldri": "never",
        "et par ganger": "a_few_times",
        "ett par ganger": "a_few_times",
        "eit par gonger": "a_few_times",
        "noen ganger": "a_few_times",
        "noen få ganger": "a_few_times",
    }
)
FORMS_NAMED = _map_phrases(
    {
        **_give_all("phone", "ringer ringes telefon telefonkontakt telefonsamtale telefonsamtaler tlf"),
        **_give_all("email", "e-post epost e-poster mail mailer"),
        **_give_all("digital", "sms video videomøte videomøter digital digitalt teams"),
        **_give_all("meeting", "møte møter møtes"),
        **_give_all("at_company", "bedriftsbesøk"),
        "på telefon": "phone",
        "per telefon": "phone",
        "på e-post": "email",
        "per e-post": "email",
        "på sms": "digital",
        "per sms": "digital",
        "på bedriften": "at_company",
        "på bedrifta": "at_company",
        "på arbeidsplassen": "at_company",
        "på nav-kontoret": "at_nav_office",
    }
)
FIXED = {"fast", "faste"}
FILLERS = {"kontakt", "og", "samt", ",", ";", "."}

STATES_NAMED = _map_phrases(
    {
        "ag er mentor": "employer_is_mentor",
        "arbeidsgiver er mentor": "employer_is_mentor",
        "arbeidsgivar er mentor": "employer_is_mentor",
        "bruker ønsket ikke kontakt": "declined_by_jobseeker",
        "bruker ønsker ikke kontakt": "declined_by_jobseeker",
        "brukar ønskte ikkje kontakt": "declined_by_jobseeker",
        "ikke relevant": "not_relevant",
        "ikkje relevant": "not_relevant",
    }
)
NOT_STATED = _list_phrases("mangler info", "mangler informasjon", "manglar info", "manglar informasjon")
ONLY = {"kun", "bare", "berre"}
TALKS = {"samtale", "samtaler", "samtalar"}
NOT = {"ikke", "ikkje"}
AT = {"ved", "i"}
START = {"oppstart", "oppstarten", "start", "starten"}
REGARDING = {"ift", "ift.", "av", "for", "i", "ved", "om"}
MEASURES = {
    *(
        "arbeidstrening",
        "arbeidstreningen",
        "mentortiltak",
        "mentortiltaket",
        "tiltak",
        "tiltaket",
        "avklaring",
    ),
    *("praksis", "opplæring", "opplæringen", "arbeid", "arbeidet", "jobb", "jobben", "lønnstilskudd"),
    *("arbeidsforhold", "arbeidsforholdet"),
}

KNOWN = frozenset().union(
    *(NUMBERS, ORDINALS, UNITS, ADVERBS, SEVERAL, EVERY, PER, TIMES, ABOUT, UNTIL, FIXED, FILLERS),
    *(ONLY, TALKS, NOT, AT, START, REGARDING, MEASURES),
    *(
        set(phrase)
        for phrases in (COUPLES, EVERY_OTHER, IN_ALL, VAGUE, FORMS_NAMED, STATES_NAMED, NOT_STATED)
        for phrase in phrases
    ),
)
"""Every word that some rule may read.

Tells an unknown word from a known one that stands in the wrong place.
"""
