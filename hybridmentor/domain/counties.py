"""Counties: the number that begins the number of each of its municipalities (Statistics Norway, division of 2024)."""

from types import MappingProxyType

COUNTIES = MappingProxyType(
    {
        "03": "Oslo",
        "11": "Rogaland",
        "15": "Møre og Romsdal",
        "18": "Nordland",
        "31": "Østfold",
        "32": "Akershus",
        "33": "Buskerud",
        "34": "Innlandet",
        "39": "Vestfold",
        "40": "Telemark",
        "42": "Agder",
        "46": "Vestland",
        "50": "Trøndelag",
        "55": "Troms",
        "56": "Finnmark",
    }
)
"""Name by number."""

_NUMBERS = {name.casefold(): number for number, name in COUNTIES.items()}


def find_county(name: str | None) -> str | None:
    """The number of the county of the name, in large or small letters; None for any other word."""
    return _NUMBERS.get((name or "").strip().casefold())


def find_county_of(municipality: str | None) -> str | None:
    """The number of the county that a municipality of the number lies in; None where there is no such county."""
    number = (municipality or "")[:2]
    return number if number in COUNTIES else None
