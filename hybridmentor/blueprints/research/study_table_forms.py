"""The form of a table of a study: what is to be counted."""

from collections.abc import Sequence

from hybridmentor.domain.study_tables import COLUMNS, KINDS, REGISTERED, REPLY_COLUMNS, TABLES
from hybridmentor.i18n import format_numeric
from hybridmentor.models import StudyWave
from hybridmentor.web.fields import ChoiceField, HybridForm, NeedsAnswer, SeveralField, TextField
from hybridmentor.web.words import hm_t


class StudyTableForm(HybridForm):
    """A title, which tables, which columns, and which wave where a study has several of a kind."""

    title = TextField("study_table.name", [NeedsAnswer()], 160, is_told=True)
    tables = SeveralField("study_table.tables", [NeedsAnswer("error.choose")])
    columns = SeveralField("study_table.columns", [NeedsAnswer("error.choose")])
    zero_point = ChoiceField("study_table.zero_point")
    follow_up = ChoiceField("study_table.follow_up")

    def offer_choices(self, waves: Sequence[StudyWave], *, with_cases: bool, filled: bool) -> None:
        """Fill the choices with what can be counted.  # words: study_table.table. # words: study_table.column."""
        kinds = {wave.kind for wave in waves}
        able = {column for column in REPLY_COLUMNS if column.partition(".")[0] in kinds}
        able |= {REGISTERED} if with_cases else set()
        named = [
            (column, hm_t(f"study_table.column.{column}"))
            for column in COLUMNS
            if column in able or column not in (*REPLY_COLUMNS, REGISTERED)
        ]
        self.columns.choices = named
        self.tables.choices = [(table, hm_t(f"study_table.table.{table}")) for table in TABLES]
        if not filled:
            self.tables.data = list(TABLES)
            self.columns.data = [column for column, _ in named]
        for kind in KINDS:
            self[kind].choices = [
                (str(wave.id), f"{format_numeric(wave.opens_on)}-{format_numeric(wave.closes_on)}")
                for wave in waves
                if wave.kind == kind
            ]
            if not self[kind].choices:
                del self[kind]
            elif not filled:
                self[kind].data = self[kind].choices[-1][0]

    def read_waves(self) -> dict[str, str]:
        """The chosen waves by kind; the only one of its kind where nothing was chosen."""
        return {kind: str(self[kind].data) for kind in KINDS if kind in self and self[kind].data}
