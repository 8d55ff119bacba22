"""Names that nobody has: a given name, and a family name that says that it is made up."""

from __future__ import annotations

from random import Random

GIVEN_WORDS = (
    "Amina Ane Anita Anne Arne Astrid Bjørn Camilla Dag Eirik Elin Emma Erik Espen Eva Fatima Frode Geir Grete Hassan "
    "Hege Heidi Helge Henrik Hilde Håkon Ibrahim Ida Inger Ingrid Jan Jorunn Kari Karin Kjell Kristian Lars Laila Leif "
    "Lene Liv Magnus Maja Marit Marte Mohamed Mona Morten Nina Nora Ola Olav Omar Per Pål Ragnhild Randi Rolf Rune Samira "
    "Sara Siv Solveig Stein Stine Svein Terje Thomas Tone Tor Trond Turid Unni Vegard Wenche Yasmin Øystein Åse Åshild"
)
GIVEN = tuple(GIVEN_WORDS.split())
MARKS = ("Eksempel", "Prøve", "Påfunn", "Oppdikt", "Tenke", "Øvings")
ENDING_WORDS = (
    "bakken berg dal eng fjell haug heim holm land li lund mo moen myr nes rud sand seter stad strand tun "
    "vang vik voll ås"
)
ENDINGS = tuple(ENDING_WORDS.split())
COMPANIES = {
    "construction": "Bygg",
    "service": "Service",
    "health_and_care": "Omsorg",
    "accounting": "Regnskap",
    "retail": "Butikk",
    "manufacturing": "Verksted",
    "education": "Skole",
    "kindergarten": "Barnehage",
    "other": "Drift",
}
POSITIONS = ("fagarbeider", "avdelingsleder", "teamleder", "butikkmedarbeider", "assistent", "driftsleder")


def make_person(chance: Random) -> str:
    """A name such as Amina Prøvedal. Several may have the same, as in life."""
    given = GIVEN[int(chance.random() ** 1.4 * len(GIVEN))]
    mark = MARKS[int(chance.random() * len(MARKS))]
    return f"{given} {mark}{ENDINGS[int(chance.random() * len(ENDINGS))]}"


def make_company(number: int, industry: str) -> str:
    """A company such as Eksempel Bygg AS 12."""
    return f"Eksempel {COMPANIES.get(industry, 'Drift')} AS {number}"
