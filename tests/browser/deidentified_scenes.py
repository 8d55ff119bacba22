"""De-identified releases for looking at pages: one in each state, of the open study."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import DeidentifiedRelease, Study
from tests.browser.study_scenes import OPEN
from tests.support.deidentified import plant_release
from tests.support.seed import make_actor

WAITS, THERE, GONE, NO = "Instituttet for arbeid", "Universitetet", "Høgskolen", "Konsulenten"
"""The receivers of one that waits for an answer, can be fetched, has ended, was refused."""
UNDECIDED: dict[str, Any] = {"decided_by": None, "decided_at": None, "done_at": None, "key_check": None}


def fill_deidentified(session: HybridSession) -> None:
    """One in each state; in the file that can be fetched are two cases that are there no more. Commits nothing."""
    asker, decider = (make_actor(session, login).user_id for login in ("forsker", "godkjenner"))
    study = session.scalars(select(Study).where(Study.title == OPEN)).one()
    now = clock.now()

    def plant(receiver: str, **values: Any) -> DeidentifiedRelease:
        return plant_release(session, study, asker, decider, receiver=receiver, **values)

    plant(WAITS, state="asked", **UNDECIDED)
    plant(THERE, pseudonyms=[f"p{number:032x}" for number in (3, 5)])
    plant(NO, state="refused", done_at=None, key_check=None, reply="Spørsmålet kan besvares med tabeller.")
    days = {"agreed_on": 400, "asked_on": 390, "expires_on": 30}
    past = {name: clock.today() - timedelta(days=ago) for name, ago in days.items()}
    plant(GONE, state="ended", ended_at=now - timedelta(days=29), asked_at=now - timedelta(days=390), **past)
