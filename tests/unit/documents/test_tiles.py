"""Tiles side by side: never on top of each other, in order, near their day, and gathered where they are too many."""

from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.documents.tiles import MOST_AWAY, SLOT, Tile, place_tiles, spread_out

LEAST, MOST = 10.0, 990.0
NEARLY = 1e-6


def row(*places: float, kind: str = "full") -> list[Tile]:
    return [Tile(place, kind, f"sign-{number}") for number, place in enumerate(places)]


@st.composite
def make_rows(draw: st.DrawFn) -> list[Tile]:
    """Tiles in order, many of them on the same places."""
    days = sorted(draw(st.lists(st.integers(-2, 120), max_size=90)))
    return [Tile(8.5 * day, draw(st.sampled_from(("full", "full", "line"))), "sign") for day in days]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([100.0], [100.0]),
        ([100.0, 120.0], [100.0, 120.0]),
        ([100.0, 100.0], [90.0, 110.0]),
        ([100.0, 100.0, 100.0], [80.0, 100.0, 120.0]),
        ([100.0, 110.0, 200.0], [95.0, 115.0, 200.0]),
        ([100.0, 110.0, 130.0], [280 / 3, 340 / 3, 400 / 3]),
        ([10.0, 10.0], [10.0, 30.0]),
        ([985.0, 990.0], [970.0, 990.0]),
        ([], []),
    ],
)
def test_tiles_are_pushed_apart_as_little_as_can_be(wanted: list[float], places: list[float]):
    assert spread_out(wanted, LEAST, MOST) == pytest.approx(places)


def test_there_may_be_no_room():
    assert spread_out([50.0] * 3, 10, 49) is None
    assert spread_out([50.0] * 3, 10, 50) == [10.0, 30.0, 50.0]


@settings(deadline=None)
@given(st.lists(st.floats(LEAST, MOST), max_size=40).map(sorted), st.data())
def test_no_other_places_are_nearer(wanted: list[float], data: st.DataObject):
    found = spread_out(wanted, LEAST, MOST)
    assert found is not None
    last = MOST - SLOT * (len(wanted) - 1)
    others = sorted(data.draw(st.lists(st.floats(LEAST, last), min_size=len(wanted), max_size=len(wanted))))
    places = [other + SLOT * number for number, other in enumerate(others)]
    assert all(second - first >= SLOT - NEARLY for first, second in pairwise(found))
    assert all(LEAST - NEARLY <= place <= MOST + NEARLY for place in found)
    assert measure(wanted, found) <= measure(wanted, places) + NEARLY


def measure(wanted: list[float], places: list[float]) -> float:
    return sum((one - two) ** 2 for one, two in zip(wanted, places, strict=True))


@settings(deadline=None)
@given(make_rows())
def test_no_tile_lies_on_another(tiles: list[Tile]):
    placed = place_tiles(tiles, LEAST, MOST)
    places = [place for place, _ in placed]
    assert all(second - first >= SLOT - NEARLY for first, second in pairwise(places))
    assert all(LEAST - NEARLY <= place <= MOST + NEARLY for place in places)


@settings(deadline=None)
@given(make_rows())
def test_order_and_number_are_kept(tiles: list[Tile]):
    placed = [tile for _, tile in place_tiles(tiles, LEAST, MOST)]
    assert sum(tile.entries for tile in placed) == len(tiles)
    assert [tile.place for tile in placed] == sorted(tile.place for tile in placed)
    assert all((tile.entries > 1) == (tile.sign == "") for tile in placed)


@settings(deadline=None)
@given(make_rows())
def test_every_tile_is_near_its_place(tiles: list[Tile]):
    for place, tile in place_tiles(tiles, LEAST, MOST):
        assert abs(place - tile.place) <= MOST_AWAY + NEARLY


@pytest.mark.parametrize(
    ("many", "numbers"), [(1, [1]), (2, [1, 1]), (4, [1, 1, 1, 1]), (5, [5]), (6, [6]), (120, [120])]
)
def test_a_day_with_more_than_four_is_one_tile(many: int, numbers: list[int]):
    placed = place_tiles(row(*[500.0] * many), LEAST, MOST)
    assert [tile.entries for _, tile in placed] == numbers
    assert sum(place for place, _ in placed) / len(placed) == pytest.approx(500)


def test_contact_and_attempts_are_gathered_apart():
    tiles = row(*[500.0] * 5) + row(*[500.0] * 4, kind="line")
    placed = place_tiles(tiles, LEAST, MOST)
    assert [(tile.kind, tile.entries) for _, tile in placed] == [("full", 5), ("line", 4)]


def test_the_closest_are_gathered_first():
    tiles = row(400, 404, 404, 404, 404, 404, 460, 480, 500)
    entries = [tile.entries for _, tile in place_tiles(tiles, LEAST, MOST)]
    assert entries == [1, 5, 1, 1, 1]


def test_a_crowd_leaves_others_alone():
    placed = place_tiles(row(100, *[500.0] * 8, 900), LEAST, MOST)
    assert [(place, tile.entries) for place, tile in placed] == [(100, 1), (500, 8), (900, 1)]


def test_where_only_unlike_tiles_are_left_they_come_together():
    tiles = [Tile(500, kind, "sign") for kind in ("full", "line", "full", "line", "full", "line")]
    placed = place_tiles(tiles, LEAST, MOST)
    assert sum(tile.entries for _, tile in placed) == 6
    assert len(placed) < 6


def test_a_row_without_room_is_one_tile():
    assert [(place, tile.entries) for place, tile in place_tiles(row(5, 6, 7), 10, 8)] == [(10, 3)]
    assert place_tiles([], 10, 8) == []
