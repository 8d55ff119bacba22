"""Background knowledge: somebody knows every answer of a person but one, or rules an answer out."""

from __future__ import annotations

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_price import price_release
from tests.support.attacks import find_homogeneous, plan_release, publish, weaken
from tests.support.release_cases import draw_cases

QUASI = ("county", "age")
ANSWERS = ("attached", "close_cause", "with_mentor_frequency")


def test_an_open_release_gives_nobody_away_by_the_other_answers():
    frame = draw_cases(2500, seed=12)
    for answers in (ANSWERS, ANSWERS[:2]):
        plan = plan_release((*QUASI, *answers), "open")
        published = publish(frame, plan)
        learnt = {
            secret
            for secret in answers
            if find_homogeneous(published, secret, beside=[one for one in answers if one != secret])
        }
        assert learnt, "with the defence off the attack succeeds"
        assert make_table(frame, plan) is None
        problem = next(one for one in price_release(frame, plan).problems if one.code == "told_by_others")
        assert set(problem.variables) == learnt
        assert problem.stops
    alone = make_table(frame, plan_release((*QUASI, "attached"), "open"))
    assert alone is not None
    assert alone.facts.told_by_others == ()


def test_under_an_agreement_it_is_told():
    frame = draw_cases(2500, seed=12)
    plan = plan_release((*QUASI, *ANSWERS))
    made = make_table(frame, plan)
    assert made is not None
    assert set(made.facts.told_by_others) == set(ANSWERS)
    problem = next(one for one in price_release(frame, plan).problems if one.code == "told_by_others")
    assert not problem.stops


def test_who_can_rule_out_one_answer_is_left_with_several():
    frame = draw_cases(2500, seed=13)
    plan = plan_release((*QUASI, "duration", "with_mentor_total", "close_cause"))
    assert find_homogeneous(publish(frame, plan), "close_cause", ruled_out=1) == []
    weak = weaken(plan, k=2, rules=False, units=False)
    assert find_homogeneous(publish(frame, weak), "close_cause", ruled_out=1)
