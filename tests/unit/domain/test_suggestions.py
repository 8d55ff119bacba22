"""Suggestions: each criterion, the order against a calculation of its own, and that nobody is left out."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.match_criteria import (
    CRITERIA,
    CRITERION_KEYS,
    OPEN_REASONS,
    OPPOSITES,
    VERDICTS,
    measure_distance,
)
from hybridmentor.domain.match_wording import Wording, explain, name_criterion, name_own_wish, name_verdict
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.suggestions import (
    DEFAULT_WEIGHTS,
    Suggestion,
    Weights,
    choose_terms,
    describe_standing,
    get_weights,
    list_unasked,
    rank_offers,
    suggest,
    tell_limit,
)
from hybridmentor.domain.wish_map import (
    ANY_HOURS,
    OWN_WISHES,
    Hours,
    OwnWish,
    Place,
    WishMap,
    read_answers,
)
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.i18n import LANGUAGES, say

PRACTICE = get_practice_model("hybridmodellen")
WORTH = {"fits": Fraction(1), "partly": Fraction(1, 2), "unknown": Fraction(0), "against": Fraction(-1)}
WOMAN = OwnWish("sex", "Kvinne", date(2026, 11, 1))


def draw_set(*words: str, least: int = 0) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(words), min_size=least, max_size=3)


INDUSTRY = draw_set("retail", "service", "other")
TASKS = draw_set("food", "people", "shop")
ENVIRONMENT = draw_set("calm", "lively", "indoors", "outdoors")
TIMES = draw_set("daytime", "evening", "night")
LANGUAGE = draw_set("norsk", "polsk", "somali")
SUPPORT = draw_set("breaks", "written_down", "more_time")
MATTERS = draw_set("learning", "colleagues")
SKILLS = draw_set("truck", "koding")
HOURS = st.sampled_from([None, Hours(0, 10), Hours(12, 20), Hours(35, 40), ANY_HOURS])
PLACES = st.sampled_from(
    [
        None,
        Place(),
        Place("Molde", "1506", "15"),
        Place(None, "1508", "15"),
        Place(None, "0301", "03", 59.91, 10.75),
        Place(None, "3201", "32", 59.89, 10.52),
        Place(None, "4601", "46", 60.39, 5.32),
    ]
)
WISHES = st.builds(
    WishMap,
    key=st.just("case"),
    industries=INDUSTRY,
    tasks=TASKS,
    environment=ENVIRONMENT,
    hours=HOURS,
    times=TIMES,
    place=PLACES,
    longest_km=st.sampled_from([None, 10.0, 20.0, 400.0]),
    travels_anywhere=st.booleans(),
    languages=LANGUAGE,
    support=SUPPORT,
    motivation=MATTERS,
    learning=SKILLS,
    own_wishes=st.sampled_from([(), (WOMAN,)]),
)
OFFERS = st.builds(
    Offer,
    key=st.uuids().map(str),
    kind=st.sampled_from(["employer", "mentor"]),
    industries=INDUSTRY,
    tasks=TASKS,
    environment=ENVIRONMENT,
    hours=HOURS,
    times=TIMES,
    place=PLACES,
    languages=LANGUAGE,
    teaches=SKILLS,
    support=SUPPORT,
    support_not=SUPPORT.map(lambda chosen: chosen or frozenset()),
    gives=MATTERS,
    capacity=st.sampled_from([None, 0, 2]),
    is_leader=st.sampled_from([None, True, False]),
    told=st.sampled_from([frozenset(), frozenset({("sex", "kvinne")}), frozenset({("sex", "mann")})]),
)
WEIGHTS = st.dictionaries(st.sampled_from(CRITERION_KEYS), st.integers(0, 10), min_size=1).filter(
    lambda chosen: any(chosen.values())
)


def wish(**values: object) -> WishMap:
    return WishMap("case", **values)  # type: ignore[arg-type]


def offer(key: str = "offer", kind: str = "mentor", **values: object) -> Offer:
    return Offer(key, kind, **values)  # type: ignore[arg-type]


def judge(criterion: str, wishes: dict[str, object], offered: dict[str, object]) -> tuple[str, str] | None:
    """The verdict and the sentence of one criterion; None where it is not compared."""
    for finding in suggest(wish(**wishes), offer(**offered)).findings:
        if finding.criterion == criterion:
            return finding.verdict, finding.reason.removeprefix("match.reason.")
    return None


def named(*keys: str) -> frozenset[str]:
    return frozenset(keys)


SETS = [
    ("industry", "industries", "industries", ("retail", "service")),
    ("tasks", "tasks", "tasks", ("food", "shop")),
    ("environment", "environment", "environment", ("calm", "indoors")),
    ("times", "times", "times", ("daytime", "evening")),
    ("languages", "languages", "languages", ("norsk", "polsk")),
    ("support", "support", "support", ("breaks", "aids")),
    ("motivation", "motivation", "gives", ("learning", "colleagues")),
    ("learning", "learning", "teaches", ("truck", "koding")),
]


@pytest.mark.parametrize(("criterion", "wished", "offered", "words"), SETS)
def test_unknown_and_what_does_not_matter(criterion: str, wished: str, offered: str, words: tuple[str, str]):
    some = named(words[0])
    assert judge(criterion, {}, {offered: some}) == ("unknown", "unasked")
    assert judge(criterion, {}, {}) == ("unknown", "unasked")
    assert judge(criterion, {wished: some}, {}) == ("unknown", "unsaid")
    assert judge(criterion, {wished: some}, {offered: named()}) == ("unknown", "unsaid")
    assert judge(criterion, {wished: named()}, {offered: some}) is None
    assert judge(criterion, {wished: some}, {offered: some}) == ("fits", f"{criterion}.fits")


@pytest.mark.parametrize(("criterion", "wished", "offered", "words"), SETS)
def test_some_of_what_is_wished(criterion: str, wished: str, offered: str, words: tuple[str, str]):
    verdict = judge(criterion, {wished: named(*words)}, {offered: named(words[0])})
    # One industry, one language, and all hours that there are, are enough.
    expected = "fits" if criterion in ("industry", "languages", "times") else "partly"
    assert verdict == (expected, f"{criterion}.{expected}")


@pytest.mark.parametrize(
    ("criterion", "wished", "offered", "words"), [one for one in SETS if one[0] != "environment"]
)
def test_nothing_of_what_is_wished(criterion: str, wished: str, offered: str, words: tuple[str, str]):
    verdict = judge(criterion, {wished: named(words[0])}, {offered: named(words[1])})
    # What somebody has not said that they can give is not known to be missing.
    expected = "unknown" if criterion in OPEN_REASONS else "against"
    assert verdict == (expected, f"{criterion}.{expected}")


def test_times_count_by_when_the_work_is():
    work = {"times": named("daytime", "night")}
    assert judge("times", {"times": named("daytime", "evening")}, work) == ("partly", "times.partly")


@pytest.mark.parametrize("code", sorted(OPPOSITES))
def test_only_the_opposite_of_a_workplace_speaks_against(code: str):
    wished = {"environment": named(code)}
    opposite = OPPOSITES[code]
    assert judge("environment", wished, {"environment": named(opposite)}) == (
        "against",
        "environment.against",
    )
    other = next(one for one in OPPOSITES if one not in (code, opposite))
    assert judge("environment", wished, {"environment": named(other)}) == ("unknown", "environment.unknown")


def test_opposites_are_codes():
    assert PRACTICE.find_codes("wish_environment").keys[:-1] == tuple(OPPOSITES)


@pytest.mark.parametrize(
    ("offered", "verdict"),
    [
        (Hours(30, 40), "fits"),
        (Hours(30.5, 40), "partly"),
        (Hours(35, 40), "partly"),
        (Hours(35.5, 40), "against"),
        (Hours(10, 15), "partly"),
        (Hours(5, 14.5), "against"),
        (Hours(0, 168), "fits"),
    ],
)
def test_hours(offered: Hours, verdict: str):
    assert judge("hours", {"hours": Hours(20, 30)}, {"hours": offered}) == (verdict, f"hours.{verdict}")


def test_hours_unknown_and_any():
    assert judge("hours", {}, {"hours": Hours(1, 2)}) == ("unknown", "unasked")
    assert judge("hours", {"hours": Hours(1, 2)}, {}) == ("unknown", "unsaid")
    assert judge("hours", {"hours": ANY_HOURS}, {"hours": Hours(1, 2)}) is None


OSLO = Place(None, "0301", "03", 59.9139, 10.7522)
BERGEN = Place(None, "4601", "46", 60.3913, 5.3221)


def test_distance_is_the_great_circle():
    """Oslo and Bergen lie about 305 km apart."""
    measured = measure_distance(OSLO, BERGEN)
    assert measured is not None
    assert abs(measured - 305) < 2
    assert measure_distance(BERGEN, OSLO) == pytest.approx(measured)
    assert measure_distance(OSLO, OSLO) == 0
    assert measure_distance(OSLO, Place("Bergen")) is None
    # A degree of latitude is 111.2 km.
    assert measure_distance(Place(None, None, None, 0, 0), Place(None, None, None, 1, 0)) == pytest.approx(
        111.195, abs=0.01
    )


@pytest.mark.parametrize(
    ("wishes", "place", "verdict"),
    [
        ({"place": OSLO, "longest_km": 310}, BERGEN, ("fits", "travel.fits")),
        ({"place": OSLO, "longest_km": 250}, BERGEN, ("partly", "travel.partly")),
        ({"place": OSLO, "longest_km": 240}, BERGEN, ("against", "travel.against")),
        ({"place": OSLO}, BERGEN, ("against", "travel.other_county")),
        ({"place": OSLO, "travels_anywhere": True}, BERGEN, None),
        ({"place": Place("Molde")}, Place(" molde "), ("fits", "travel.same_place")),
        ({"place": Place(None, "1506")}, Place("Molde", "1506"), ("fits", "travel.same_place")),
        ({"place": Place(None, "1506", "15")}, Place(None, "1508", "15"), ("partly", "travel.same_county")),
        ({"place": Place("Molde")}, Place("Ålesund"), ("unknown", "unsaid")),
        ({"place": Place()}, Place("Molde"), ("unknown", "unasked")),
        ({"longest_km": 10}, BERGEN, ("unknown", "unasked")),
        ({"place": OSLO}, None, ("unknown", "unsaid")),
    ],
)
def test_travel(wishes: dict[str, object], place: Place | None, verdict: tuple[str, str] | None):
    assert judge("travel", wishes, {"place": place}) == verdict


def test_support_that_is_refused_speaks_against():
    wishes = {"support": named("breaks", "aids")}
    refused = {"support": named("breaks"), "support_not": named("aids")}
    assert judge("support", wishes, refused) == ("against", "support.against")
    assert judge("support", wishes, {"support_not": named("more_time")}) == ("unknown", "unsaid")
    # Who has said both is not taken at the better word.
    both = {"support": named("breaks", "aids"), "support_not": named("aids")}
    assert judge("support", wishes, both) == ("against", "support.against")


def test_own_wishes_only_where_they_are_wished():
    woman, man = {"told": frozenset({("sex", "kvinne")})}, {"told": frozenset({("sex", "mann")})}
    assert judge("own_wish", {}, man) is None
    wished = {"own_wishes": (WOMAN,)}
    assert judge("own_wish", wished, woman) == ("fits", "own_wish.fits")
    assert judge("own_wish", wished, man) == ("against", "own_wish.against")
    assert judge("own_wish", wished, {}) == ("unknown", "own_wish.unknown")
    assert judge("own_wish", wished, {"told": frozenset({("religion", "kvinne")})}) == (
        "unknown",
        "own_wish.unknown",
    )
    assert judge("own_wish", wished, {"kind": "employer", **man}) is None
    two = {"own_wishes": (WOMAN, OwnWish("religion", "ingen", date(2026, 11, 1)))}
    assert judge("own_wish", two, woman) == ("partly", "own_wish.partly")
    either = {"own_wishes": (WOMAN, OwnWish("sex", "mann", date(2026, 11, 1)))}
    assert judge("own_wish", either, man) == ("fits", "own_wish.fits")


@settings(max_examples=60)
@given(WISHES, OFFERS)
def test_what_nobody_has_wished_is_not_looked_at(wishes: WishMap, offered: Offer):
    """What a mentor has told changes nothing for a jobseeker who has not asked for it."""
    without = WishMap(**{**vars(wishes), "own_wishes": ()})
    silent = Offer(**{**vars(offered), "told": frozenset()})
    assert suggest(without, offered).findings == suggest(without, silent).findings


def test_capacity_and_leader():
    assert judge("capacity", {}, {"capacity": 0}) == ("against", "capacity.against")
    assert judge("capacity", {}, {"capacity": 1}) == ("fits", "capacity.fits")
    assert judge("capacity", {}, {}) == ("unknown", "unsaid")
    assert judge("leader", {}, {"is_leader": True}) == ("partly", "leader.partly")
    assert judge("leader", {}, {"is_leader": False}) == ("fits", "leader.fits")
    assert judge("leader", {}, {}) == ("unknown", "unsaid")
    assert judge("leader", {}, {"kind": "employer", "is_leader": True}) is None


@given(WISHES, OFFERS)
def test_findings_stand_in_order_and_once(wishes: WishMap, offered: Offer):
    keys = [finding.criterion for finding in suggest(wishes, offered).findings]
    assert keys == [key for key in CRITERION_KEYS if key in keys]


@given(WISHES, OFFERS, OFFERS)
def test_a_criterion_looks_only_at_its_fields(wishes: WishMap, one: Offer, other: Offer):
    """A cohort compares once what is alike in them, so nothing else may matter."""
    for criterion in CRITERIA:
        alike = {key: getattr(one, key) for key in criterion.offer_fields}
        mixed = Offer(**{**vars(other), **alike})
        assert criterion.compare(wishes, mixed) == criterion.compare(wishes, one)
        bare = WishMap(**{"key": "case", **{key: getattr(wishes, key) for key in criterion.wish_fields}})
        assert criterion.compare(bare, one) == criterion.compare(wishes, one)


def compute_order(wishes: WishMap, offered: Offer, weights: Weights) -> tuple[bool, Fraction]:
    """By the definition: something against first, then the weighted share of what could be had."""
    findings = suggest(wishes, offered, weights).findings
    counted = [(weights.by_criterion[one.criterion], one.verdict) for one in findings]
    most = sum(weight for weight, _ in counted)
    against = any(verdict == "against" and weight for weight, verdict in counted)
    share = sum((weight * WORTH[verdict] for weight, verdict in counted), Fraction(0)) / most if most else 0
    return against, -Fraction(share)


@given(WISHES, st.lists(OFFERS, max_size=12, unique_by=lambda one: one.key), WEIGHTS, st.randoms())
def test_everyone_is_ranked_by_the_definition(
    wishes: WishMap, offers: list[Offer], chosen: dict[str, int], shuffler: random.Random
):
    weights = Weights(chosen)
    ranked = rank_offers(wishes, offers, weights)
    assert sorted(one.offer.key for one in ranked) == sorted(one.key for one in offers)
    order = [compute_order(wishes, one.offer, weights) for one in ranked]
    assert order == sorted(order)
    assert [one.has_against for one in ranked] == [against for against, _ in order]
    shuffled = list(offers)
    shuffler.shuffle(shuffled)
    assert rank_offers(wishes, shuffled, weights) == ranked


def test_equals_are_not_in_the_same_order_for_everybody():
    offers = [offer(str(number)) for number in range(8)]
    firsts = {rank_offers(WishMap(str(case)), offers)[0].offer.key for case in range(40)}
    assert len(firsts) > 4


def test_a_criterion_without_weight_is_told_and_puts_nobody_last():
    wishes, full = wish(industries=named("retail")), offer(capacity=0, industries=named("retail"))
    assert suggest(wishes, full).has_against
    found = suggest(wishes, full, DEFAULT_WEIGHTS.replace({"capacity": 0}))
    assert not found.has_against
    assert [one.criterion for one in found.list_by("against")] == ["capacity"]


@pytest.mark.parametrize(
    ("changes", "identifier"),
    [
        ({"sex": 3}, "match.error.criterion"),
        ({"tasks": 11}, "match.error.weight"),
        ({"tasks": -1}, "match.error.weight"),
        ({"tasks": 2.5}, "match.error.weight"),
        ({"tasks": True}, "match.error.weight"),
        ({"tasks": "3"}, "match.error.weight"),
        (dict.fromkeys(CRITERION_KEYS, 0), "match.error.no_weight"),
    ],
)
def test_weights_are_checked(changes: dict[str, object], identifier: str):
    with pytest.raises(InvalidInput) as refused:
        DEFAULT_WEIGHTS.replace(changes)
    assert refused.value.message.id == identifier


def test_weights_of_a_model():
    assert set(DEFAULT_WEIGHTS.by_criterion) == set(CRITERION_KEYS)
    assert get_weights() == get_weights(PRACTICE.match_weights) == DEFAULT_WEIGHTS
    changed = get_weights({"tasks": 1, "hours": 2}, {"hours": 0})
    assert changed.by_criterion == {**DEFAULT_WEIGHTS.by_criterion, "tasks": 1, "hours": 0}


@given(WISHES, OFFERS)
def test_every_reason_is_a_sentence(wishes: WishMap, offered: Offer):
    for language in LANGUAGES:
        wording = Wording(PRACTICE, language)
        for finding in suggest(wishes, offered).findings:
            text = say(language, explain(finding, wording))
            assert finding.reason not in text
            assert "{" not in text
            assert not text.endswith(": ")
            assert "()" not in text


def test_a_reason_in_words():
    wishes = wish(tasks=named("food", "people"), hours=Hours(20, 37.5))
    found = suggest(wishes, offer(tasks=named("food", "office"), hours=Hours(40, 40)))
    told = {
        language: [
            say(language, explain(one, Wording(PRACTICE, language)))
            for one in found.findings
            if one.verdict == "partly"
        ]
        for language in ("nb", "en")
    }
    assert told == {
        "nb": [
            "Har noe av det brukeren liker å gjøre: mat og servering. Ikke nevnt: møte mennesker",
            "40 timer i uka er nær det brukeren kan (20-37,5)",
        ],
        "en": [
            "Has some of what the jobseeker likes to do: food and serving. Not mentioned: meeting people",
            "40 hours a week are near what the jobseeker can (20-37.5)",
        ],
    }


def test_a_code_that_the_model_has_not_is_told_as_it_is():
    wording = Wording(PRACTICE, "nb")
    assert wording.name_codes("wish_interest", ["robots", "people", "practical"]) == (
        "praktisk arbeid, møte mennesker, robots"
    )
    assert wording.name_codes("no_such_set", ["b", "a"]) == "a, b"


def test_names_are_there():
    names = [name_criterion(key) for key in CRITERION_KEYS]
    names += [name_verdict(key) for key in (*VERDICTS, "not_compared")]
    names += [name_own_wish(key) for key in OWN_WISHES]
    assert [one.id for one in names for language in LANGUAGES if say(language, one) == one.id] == []


@pytest.mark.parametrize(
    ("wishes", "offered", "standing"),
    [
        ({}, {}, "unknown"),
        ({"tasks": named("food", "shop")}, {"tasks": named("food")}, "partly"),
        ({"tasks": named("food")}, {"tasks": named("food"), "capacity": 0}, "against"),
    ],
)
def test_standing_in_words(wishes: dict[str, object], offered: dict[str, object], standing: str):
    found = suggest(wish(**wishes), offer(**offered))
    assert describe_standing(found) == Message(f"match.standing.{standing}")


def test_what_mostly_fits_says_so():
    nothing_else = dict.fromkeys(
        ("industries", "environment", "times", "languages", "support", "motivation", "learning"), named()
    )
    wishes = wish(tasks=named("food"), hours=ANY_HOURS, travels_anywhere=True, **nothing_else)
    found = suggest(wishes, offer(tasks=named("food"), capacity=1))
    assert [one.verdict for one in found.findings] == ["fits", "fits", "unknown"]
    assert describe_standing(found) == Message("match.standing.fits")
    assert found.score == pytest.approx(13 / 15)


def test_who_is_not_compared_is_told():
    assert tell_limit(500, 500) is None
    assert tell_limit(500, 120_000) == Message("match.not_compared", n=119_500)


def test_what_nobody_has_asked_is_told_once():
    found = rank_offers(wish(tasks=named("food"), industries=named()), [offer("a"), offer("b")])
    assert list_unasked(found)[:3] == ("environment", "hours", "times")
    assert {"tasks", "industry", "capacity", "leader"}.isdisjoint(list_unasked(found))
    empty: list[Suggestion] = []
    assert list_unasked(empty) == ()


@given(WISHES, OFFERS)
def test_terms_order_as_the_criteria_do(wishes: WishMap, offered: Offer):
    """A row that fits in industry and place stands before one that is unknown, and that before one that does not fit."""
    place = offered.place or Place()
    points = choose_terms(wishes, Weights({"industry": 5, "travel": 1})).count_points(
        offered.industries, municipality=place.municipality, county=place.county, place_name=place.name
    )
    near = WishMap(**{**vars(wishes), "longest_km": None})
    verdicts = {one.criterion: one.verdict for one in suggest(near, offered).findings}
    sign = {"fits": 1, "against": -1}
    expected = sign.get(verdicts.get("industry", ""), 0) * 5 + sign.get(verdicts.get("travel", ""), 0)
    assert points == expected


def test_what_does_not_matter_is_no_term():
    terms = choose_terms(wish(industries=named(), place=OSLO, travels_anywhere=True))
    assert (terms.industries, terms.municipality, terms.county, terms.place_name) == (None, None, None, None)
    assert terms.count_points(["retail"], municipality="0301") == 0


def test_answers_of_the_wishes_step():
    answers = {
        "interests": ["food", "other"],
        "environment": ["no_preference"],
        "hours": ["daytime", "part_time"],
        "travel": ["public_transport", "under_30_minutes", "under_60_minutes"],
        "support": ["none"],
        "motivation": ["other"],
    }
    typed = {"languages": "Norsk,  Tigrinja ", "learning": None, "home_place": None, "wished_industries": []}
    assert read_answers("case", {**answers, **typed}) == wish(
        tasks=named("food"),
        environment=named(),
        hours=Hours(1, 30),
        times=named("daytime"),
        longest_km=20.0,
        languages=named("norsk", "tigrinja"),
        support=named(),
        motivation=None,
    )
    assert read_answers("case", {}) == wish()
    more = {"wished_industries": ["retail"], "home_place": " Odda ", "learning": "Truck, kasse"}
    assert read_answers("case", more, "46") == wish(
        industries=named("retail"), place=Place(name="Odda", county="46"), learning=named("truck", "kasse")
    )


@pytest.mark.parametrize(
    ("chosen", "hours"),
    [
        (["full_time"], Hours(35, 40)),
        (["full_time", "part_time"], Hours(1, 40)),
        (["full_time", "step_by_step"], Hours(1, 40)),
        (["step_by_step"], Hours(1, 40)),
        (["no_preference"], ANY_HOURS),
        (["evening"], None),
    ],
)
def test_answers_about_hours(chosen: list[str], hours: Hours | None):
    assert read_answers("case", {"hours": chosen}).hours == hours


def test_the_codes_that_are_read_are_there():
    keys = {*PRACTICE.find_codes("wish_hours").keys, *PRACTICE.find_codes("wish_travel").keys}
    assert {
        "full_time",
        "part_time",
        "step_by_step",
        "no_limit",
        "under_30_minutes",
        "under_60_minutes",
    } < keys
    assert {"daytime", "evening", "night", "weekend", "shifts", "no_preference"} < keys
    assert read_answers("case", {"travel": ["no_limit"]}).travels_anywhere


@pytest.mark.parametrize(
    ("make", "identifier"),
    [
        (lambda: wish(hours=Hours(20, 10)), "match.error.hours"),
        (lambda: wish(hours=Hours(0, 169)), "match.error.hours"),
        (lambda: wish(longest_km=0), "match.error.distance"),
        (lambda: offer(hours=Hours(-1, 10)), "match.error.hours"),
        (lambda: offer(kind="friend"), "match.error.kind"),
        (lambda: offer(capacity=-1), "match.error.capacity"),
        (lambda: OwnWish("income", "x", date(2026, 1, 1)), "match.error.own_wish"),
        (lambda: OwnWish("sex", " ", date(2026, 1, 1)), "match.error.own_wish"),
    ],
)
def test_what_cannot_be_is_refused(make: object, identifier: str):
    with pytest.raises(InvalidInput) as refused:
        make()  # type: ignore[operator]
    assert refused.value.message.id == identifier
