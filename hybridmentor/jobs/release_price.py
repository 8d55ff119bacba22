"""What a choice of variables costs: the ready cases are read and the best levels are looked for. Bands alone are kept of it."""

from __future__ import annotations

from hybridmentor.clock import today
from hybridmentor.db import begin_write
from hybridmentor.domain.release_limits import read_limits
from hybridmentor.domain.release_order import MAKES, READS, ReleaseProgress, read_order
from hybridmentor.domain.release_plan import make_plan
from hybridmentor.domain.release_price import price_release, write_price
from hybridmentor.domain.release_table import find_axes, make_fixed_table, write_table
from hybridmentor.errors import NotFound
from hybridmentor.jobs.study_job import READ, JobOver, StudyJob
from hybridmentor.models import Study
from hybridmentor.queries.releases import read_frozen_levels
from hybridmentor.queries.study_cases import list_ready_cases
from hybridmentor.services.jobs import finish_job, keep_progress
from hybridmentor.services.releases import HUNDRED

TIME_LIMIT = 8.0
"""Seconds for each search: the price of a very large choice says that it is not proven to be the lowest."""


class ReleasePriceRun(StudyJob):
    """One run of one price."""

    def carry_out(self) -> None:
        """Reckon the price and keep it with the job, which ends as done or stopped, or is given back."""
        order = read_order(self.claim.wanted)
        if order is None:
            raise NotFound
        rules = read_limits(self.state.config["HYBRIDMENTOR_RELEASE_LIMITS"])[order.choice.kind]
        try:
            self.tell(READS, 0)
            with self.state.make_session() as session:
                study = session.get_one(Study, order.study_id)
                frozen = read_frozen_levels(session, study.id)
                cases = list_ready_cases(session, study, order.period.from_on, order.period.to_on, today())
                asked = {one.variable for one in study.variables}
                axes = [one.key for one in find_axes() if one.key in asked]
                frame = self.read_frame(session, cases, list(dict.fromkeys([*order.choice.variables, *axes])))
            self.tell(MAKES, READ)
            price = price_release(frame, make_plan(order.choice, rules, frozen), time_limit=TIME_LIMIT)
            table = make_fixed_table(frame, rules) if len(axes) == len(find_axes()) else None
        except JobOver:
            return
        with self.state.make_session() as session:
            begin_write(session)
            told = ReleaseProgress(MAKES, write_price(price), write_table(table)).write()
            if keep_progress(session, self.claim, HUNDRED, told):
                finish_job(session, self.claim, "stopped")
            else:
                finish_job(session, self.claim, "done")
            session.commit()
