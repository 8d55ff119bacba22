"""All rows of the national data, an office at a time, so that several processes can share the work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hybridmentor.crypto import Keyring
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.services.national_data.caseload import OfficeLoad
from hybridmentor.services.national_data.chance import start_chance
from hybridmentor.services.national_data.course import make_course
from hybridmentor.services.national_data.fitting import fit_logs
from hybridmentor.services.national_data.log import Tendencies, make_log
from hybridmentor.services.national_data.made_case import Office
from hybridmentor.services.national_data.office_rows import make_office_rows
from hybridmentor.services.national_data.rows import Rows
from hybridmentor.services.national_data.sealing import Sealer
from hybridmentor.services.national_data.size import NationalSize
from hybridmentor.services.national_data.staff import CRITERIA


@dataclass(frozen=True)
class Workshop:
    """What a process needs to make the rows of any office."""

    size: NationalSize
    keyring: Keyring
    search_key: bytes

    @cached_property
    def sealer(self) -> Sealer:
        """One for all offices that the process makes: it remembers names."""
        return Sealer(self.keyring, self.search_key)

    def make_office(self, load: OfficeLoad) -> Rows:
        """The rows of an office's cases: the same whichever process makes them, but for keys and what they seal."""
        today = self.size.today.toordinal()
        chance = start_chance(self.size.seed, f"office {load.office}")
        tendencies = Tendencies.from_afi()
        cases = []
        for adviser, kind in load.cases:
            course = make_course(chance, adviser, kind, today)
            cases.append((course, make_log(chance, course, tendencies, today)))
        fit_logs(chance, cases, load.contacts)
        first = (load.office - 1) * len(CRITERIA) + 1
        office = Office(
            office=load.office,
            advisers=load.advisers,
            criteria=range(first, first + len(CRITERIA)),
            today=today,
            chance=chance,
            sealer=self.sealer,
            practice=get_practice_model("hybridmodellen"),
        )
        return make_office_rows(office, cases)
