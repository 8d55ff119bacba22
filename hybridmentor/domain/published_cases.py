"""The published examples of AFI-notat 2022:01, table 1: read from CSV, coded by column, and tabulated again.

The words are always kept beside the code. Every fault names its row as a spreadsheet numbers it and its
column.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from hybridmentor.domain.identifiers import holds_national_id, mask_national_ids
from hybridmentor.domain.practice import CodeSet, get_practice_model
from hybridmentor.domain.reported_contact import ReportedContact, read_reported_contact
from hybridmentor.errors import InvalidInput, Message

CONTACT_COLUMNS = ("contact_adviser_mentor", "contact_adviser_user", "contact_adviser_employer")
COLUMNS = (
    "case_no",
    "industry",
    "reason",
    "adviser_knew_company",
    "prior_attachment",
    *CONTACT_COLUMNS,
    "attached_at_end",
    "attached_at_end_group",
)
GROUP_COLUMN = "attached_at_end_group"
ERRORS_COLUMN = "errors"
OPTIONAL_COLUMNS = (GROUP_COLUMN, ERRORS_COLUMN)
GROUPS = ("attached", "apprenticeship_elsewhere", "not_attached", "missing")
NO_WORDS = "Mangler info"
"""How table 1 prints that nothing is known."""

MOST_DIGITS = 9
MOST_LETTERS = 500

KNEW_COMPANY = {"ja": "yes", "nei": "no", "vet ikke": "unknown", "": "not_stated"}

# Table 1 uses words of its own beside the codes of table 4. Only "Elev" is one of them without guessing.
PRIOR_SYNONYMS = {"elev": "pupil"}

# The reasons of the 21 cases. A clause is one of REASON_CLAUSES, or "Bruker trengte" and needs joined by
# "og".
REASON_CLAUSES = {
    "ag trengte ekstra sikkerhet ift kunder": "employer_assurance",
    "for å styrke brukers rolle og kunnskap på arbeidsplassen": "role_and_knowledge",
    "mentortiltak var forutsetning for å få innpass": "way_in",
}
REASON_OPENING = "bruker trengte "
REASON_NEEDS = {
    "ekstra oppfølging": "follow_up",
    "oppfølging": "follow_up",
    "ekstra opplæring": "training",
    "opplæring": "training",
    "bistand til opplæring": "training",
    "fast person å forholde seg til": "steady_person",
    "drahjelp for å komme seg på jobb": "getting_to_work",
    "bistand til å bli jobbklar": "job_readiness",
    "å lære om norsk arbeidskultur": "work_culture",
}

# What the words after "Ja" or "Nei" add; the first that fits decides each fact. A clause with a negation says
# nothing.
NEGATION = re.compile(r"\b(?:ikke|ikkje|ingen|aldri|mistet|avbrøt)\b")
NO_PLACE = re.compile(r"\b(?:uten|søk|ønsk|vil|venter|håper|kanskje|planlegg)")
APPRENTICESHIP = re.compile(r"\b(?:lærling|læreplass|lærekontrakt)")
EMPLOYMENT_FORMS = (
    (re.compile(r"\bfast (?:ansatt|ansettelse|stilling|jobb)\b"), "permanent"),
    (re.compile(r"\bmidlertidig\b"), "temporary"),
    (re.compile(r"\bvikar"), "substitute"),
    (re.compile(r"\btilkalling"), "on_call"),
    (APPRENTICESHIP, "apprentice"),
)
WAGE_SUBSIDY = ((re.compile(r"\buten lønnstilskudd"), "no"), (re.compile(r"\blønnstilskudd"), "yes"))
IN_MEASURE = (
    (re.compile(r"\bmentortiltak"), "mentor_measure"),
    (re.compile(r"\barbeidstrening"), "work_training"),
    (re.compile(r"\b(?:fagopplæring|opplæring)"), "training"),
)
LEAVE = (
    (re.compile(r"\bsyke?meld"), "sick"),
    (re.compile(r"\bforeldrepermisjon"), "parental"),
    (re.compile(r"\bpermisjon"), "other"),
)
END_REASON = ((re.compile(r"\bflyttet\b"), "moved"), (re.compile(r"\bsluttet\b"), "jobseeker_left"))


@dataclass(frozen=True)
class OutcomeFacts:
    """What the words of "attached at end" say, each fact a key of the practice model's set `outcome_<name>`.

    `unknown` is the common case: "Ja med lønnstilskudd" does not say whether the job is permanent.
    """

    attached: str = "unknown"
    employment_form: str = "unknown"
    wage_subsidy: str = "unknown"
    in_measure: str = "unknown"
    leave: str = "unknown"
    end_reason: str = "unknown"
    elsewhere: str = "unknown"

    @property
    def group(self) -> str:
        """The case's group in the text under table 1: one of `GROUPS`."""
        if self.attached == "yes":
            return "attached"
        if self.attached == "unknown":
            return "missing"
        return "apprenticeship_elsewhere" if self.elsewhere == "apprenticeship_elsewhere" else "not_attached"


@dataclass(frozen=True)
class PublishedCase:
    """One row of table 1: the words as printed and what they are coded to."""

    case_no: int
    words: dict[str, str]
    """The printed words by column, `case_no` and `attached_at_end_group` left out."""
    industry_code: str | None
    reason_codes: tuple[str, ...] | None
    """None where the words are none of the documented ones ("uten kode")."""
    knew_company_code: str
    prior_attachment_code: str | None
    """A code of table 4, or None where the words have none there, as "Tilkallingshjelp"."""
    contact_mentor: ReportedContact
    contact_user: ReportedContact
    contact_employer: ReportedContact
    outcome: OutcomeFacts
    row: int = field(default=0, compare=False)
    """The row of the file it was read from, as a spreadsheet numbers it; 0 if it was not read from a file."""

    @property
    def attached_group(self) -> str:
        """The case's group in the text under table 1: one of `GROUPS`."""
        return self.outcome.group

    @property
    def codes(self) -> dict[str, object]:
        """The code of every column of `COLUMNS` as plain data, fit for JSON (see `tabulate_table1`)."""
        contacts = (self.contact_mentor, self.contact_user, self.contact_employer)
        return {
            "case_no": self.case_no,
            "industry": self.industry_code,
            "reason": list(self.reason_codes) if self.reason_codes is not None else None,
            "adviser_knew_company": self.knew_company_code,
            "prior_attachment": self.prior_attachment_code,
            **{column: contact.code for column, contact in zip(CONTACT_COLUMNS, contacts, strict=True)},
            "attached_at_end": asdict(self.outcome),
            GROUP_COLUMN: self.attached_group,
        }


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell.

    The row as in a spreadsheet (the heading is 1), the column, and the sentence.
    """

    row: int
    column: str
    message: Message


@dataclass(frozen=True)
class ReadResult:
    """What a file held: the cases without fault, every fault, and the rows as they stood.

    An importer takes all or nothing: with any fault, no case. One that finds more faults adds them with
    `dataclasses.replace(result, faults=...)`.
    """

    cases: list[PublishedCase]
    faults: list[Fault]
    rows: dict[int, tuple[str, ...]]
    """The cells of every row below the heading by row number, in the file's own column order."""
    header: tuple[str, ...]
    """The file's column names in its own order, `errors` left out."""

    @property
    def failed_rows(self) -> dict[int, tuple[str, ...]]:
        """The rows with a fault; every row if something is wrong with the heading or the file as a whole."""
        numbers = {fault.row for fault in self.faults}
        if numbers - self.rows.keys():
            return self.rows
        return {number: cells for number, cells in self.rows.items() if number in numbers}


def read_published_cases(text: str) -> ReadResult:
    """Read a CSV file with the columns of table 1, in any order, parted by comma or semicolon.

    A byte-order mark, CRLF, quotes, blank lines and an `errors` column are passed over;
    `attached_at_end_group` may be absent. Never raises: what cannot be read is a fault, also a file without a
    heading or without a row.
    """
    rows, faults = _split_rows(text)
    if not rows:
        return ReadResult([], faults or [Fault(1, "", Message("published_cases.empty_file"))], {}, ())
    (_, heading), *body = rows
    names = [name.strip().casefold() for name in heading]
    kept = [place for place, name in enumerate(names) if name != ERRORS_COLUMN]
    header = tuple(mask_national_ids(heading[place].strip()) for place in kept)
    faults += _check_heading(names)
    if not body and not faults:
        faults.append(Fault(1, "", Message("published_cases.no_rows")))
    kept_rows = {number: _keep_cells(cells, kept, len(names)) for number, cells in body}
    cases: list[PublishedCase] = []
    if not faults:
        cases, faults = _read_rows(body, names)
    return ReadResult(cases, faults, kept_rows, header)


def code_published_case(words: Mapping[str, str]) -> PublishedCase:
    """The case that a row of words describes (columns as `COLUMNS`; the group may be left out).

    For rows that were read before and are stored as `PublishedCase.words`; `case_no` is added as text.
    InvalidInput with the column in `field` on the first fault.
    """
    case, faults = _code_row(0, dict(words))
    if case is None:
        raise InvalidInput(faults[0].message, field=faults[0].column)
    return case


def write_errors(result: ReadResult, say: Callable[[Message], str] | None = None) -> str:
    """The failed rows as CSV in the file's own columns with `errors` last, to be corrected and imported again.

    What is wrong with the file as a whole stands in the first row. `say` puts a message into words (without
    it the id stands there). National identity numbers are masked. Cells are written as they stood, without a
    guard against spreadsheet formulas, since the guard would be imported as text.
    """
    put = say or (lambda message: message.id)
    sentences: dict[int, list[str]] = {}
    for fault in result.faults:
        sentence = put(fault.message)
        sentences.setdefault(fault.row, []).append(
            f"{fault.column}: {sentence}" if fault.column else sentence
        )
    of_file = [
        sentence for row in sorted(sentences.keys() - result.rows.keys()) for sentence in sentences[row]
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([*result.header, ERRORS_COLUMN])
    width = len(result.header)
    for position, (number, cells) in enumerate(result.failed_rows.items()):
        said = sentences.get(number, []) + (of_file if position == 0 else [])
        masked = [mask_national_ids(cell) for cell in cells]
        # What stands to the right of the last column is kept there, so that the row fails until somebody
        # looks at it.
        writer.writerow([*masked[:width], "; ".join(said), *masked[width:]])
    if of_file and not result.failed_rows:
        writer.writerow([*[""] * width, "; ".join(of_file)])
    return stream.getvalue()


def tabulate_table1(cases: Iterable[PublishedCase]) -> dict[str, object]:
    """Table 1 again, as plain data: `{"n", "rows", "attached_at_end", "industry"}`.

    `rows` keep the caller's order; each has the columns of `COLUMNS` as printed (`case_no` a number, the
    group as derived) and `<column>_code` for each: null where the words have no code, an object for the
    contacts (`ReportedContact.code`) and for `attached_at_end` (`OutcomeFacts`). `industry` counts printed
    names, the most frequent first, then in AFI's order.
    """
    listed = list(cases)
    groups = Counter(case.attached_group for case in listed)
    return {
        "n": len(listed),
        "rows": [_tabulate_row(case) for case in listed],
        "attached_at_end": {group: groups[group] for group in GROUPS},
        "industry": _count_industries(listed),
    }


def _split_rows(text: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """The rows that hold anything, numbered as a spreadsheet does, or the fault that stopped the reading."""
    content = text.removeprefix("\ufeff")
    first_line = content.lstrip("\r\n").split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    rows: list[tuple[int, list[str]]] = []
    number = 0
    try:
        reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
    except csv.Error:
        # Half a file must not look like a whole one that only needs correcting, so no row of it is handed on.
        return [], [Fault(number + 1, "", Message("published_cases.not_csv"))]
    return rows, []


def _check_heading(names: list[str]) -> list[Fault]:
    faults = []
    for place, name in enumerate(names):
        shown = mask_national_ids(name)
        if name not in (*COLUMNS, ERRORS_COLUMN):
            faults.append(Fault(1, shown, Message("published_cases.unknown_column", column=shown)))
        elif name in names[:place]:
            faults.append(Fault(1, shown, Message("published_cases.column_twice", column=shown)))
    for name in COLUMNS:
        if name not in names and name not in OPTIONAL_COLUMNS:
            faults.append(Fault(1, name, Message("published_cases.missing_column", column=name)))
    return faults


def _keep_cells(cells: list[str], kept: list[int], width: int) -> tuple[str, ...]:
    """The cells of the columns in `kept`, empty where the row is short, then those beyond the heading."""
    return (*(cells[place] if place < len(cells) else "" for place in kept), *cells[width:])


def _read_rows(
    body: list[tuple[int, list[str]]], names: list[str]
) -> tuple[list[PublishedCase], list[Fault]]:
    """The cases of the rows without fault, and the faults of the others; a case number counts once."""
    cases: dict[int, PublishedCase] = {}
    faults: list[Fault] = []
    for number, cells in body:
        case, found = _read_row(number, cells, names)
        faults += found
        if case is None:
            continue
        if case.case_no in cases:
            message = Message("published_cases.case_twice", number=case.case_no, row=cases[case.case_no].row)
            faults.append(Fault(number, "case_no", message))
        else:
            cases[case.case_no] = case
    return list(cases.values()), faults


def _read_row(number: int, cells: list[str], names: list[str]) -> tuple[PublishedCase | None, list[Fault]]:
    if len(cells) != len(names):
        column = "" if len(cells) > len(names) else names[len(cells)]
        faults = [
            Fault(
                number, column, Message("published_cases.wrong_width", found=len(cells), expected=len(names))
            )
        ]
        faults += [
            Fault(number, name, Message("error.national_id"))
            for name, cell in zip([*names, *[""] * len(cells)], cells, strict=False)
            if holds_national_id(cell)
        ]
        return None, faults
    return _code_row(number, dict(zip(names, cells, strict=True)))


def _code_row(number: int, row: dict[str, str]) -> tuple[PublishedCase | None, list[Fault]]:
    """The case of one row, or None and everything that is wrong with it."""
    faults = [
        Fault(number, column, message)
        for column, cell in row.items()
        if column != ERRORS_COLUMN and (message := _refuse_cell(cell)) is not None
    ]
    if faults:
        return None, faults
    reader = _RowReader(number, {column: _tidy(row.get(column, "")) for column in COLUMNS})
    case = reader.read()
    return (None, reader.faults) if reader.faults else (case, [])


class _RowReader:
    """Codes the columns of one row; every column is read, so that all its faults are told at once."""

    def __init__(self, number: int, words: dict[str, str]) -> None:
        self.number = number
        self.words = words
        self.faults: list[Fault] = []

    def read(self) -> PublishedCase:
        """The case; worth nothing if there are `faults`."""
        find_codes = get_practice_model("hybridmodellen").find_codes
        mentor, user, employer = (self.read_contact(column) for column in CONTACT_COLUMNS)
        words = {
            column: text for column, text in self.words.items() if column not in ("case_no", GROUP_COLUMN)
        }
        return PublishedCase(
            case_no=self.read_case_number(),
            words=words,
            industry_code=_find_code(find_codes("industry"), words["industry"]),
            reason_codes=read_reasons(words["reason"]),
            knew_company_code=self.read_knew_company(),
            prior_attachment_code=_find_code(
                find_codes("attachment_before"), words["prior_attachment"], PRIOR_SYNONYMS
            ),
            contact_mentor=mentor,
            contact_user=user,
            contact_employer=employer,
            outcome=self.read_end(),
            row=self.number,
        )

    def refuse(self, column: str, message: Message) -> None:
        self.faults.append(Fault(self.number, column, message))

    def read_case_number(self) -> int:
        number = _read_number(self.words["case_no"])
        if number is None:
            self.refuse("case_no", Message("published_cases.bad_number", most=MOST_DIGITS))
        return number or 0

    def read_knew_company(self) -> str:
        words = self.words["adviser_knew_company"]
        code = KNEW_COMPANY.get(_fold(words))
        if code is None:
            self.refuse("adviser_knew_company", Message("published_cases.bad_knew", words=words))
        return code or "not_stated"

    def read_contact(self, column: str) -> ReportedContact:
        try:
            return read_reported_contact(self.words[column])
        except InvalidInput as error:
            self.refuse(column, error.message)
            return read_reported_contact("")

    def read_end(self) -> OutcomeFacts:
        words, group = self.words["attached_at_end"], self.words[GROUP_COLUMN]
        outcome, stated = read_outcome(words), _fold(group)
        if outcome is None:
            self.refuse("attached_at_end", Message("published_cases.bad_outcome", words=words))
        if stated and stated not in GROUPS:
            known = ", ".join(GROUPS)
            self.refuse(GROUP_COLUMN, Message("published_cases.bad_group", words=group, known=known))
        elif stated and outcome is not None and stated != outcome.group:
            message = Message("published_cases.other_group", stated=stated, derived=outcome.group)
            self.refuse(GROUP_COLUMN, message)
        return outcome or OutcomeFacts()


def read_reasons(words: str) -> tuple[str, ...] | None:
    """The codes of the set `reason` that the words name, in order.

    None unless every clause is a documented one.
    """
    codes: list[str] = []
    for part in _fold(words).rstrip(".").split(";"):
        clause = part.strip().rstrip(".")
        if clause in REASON_CLAUSES:
            codes.append(REASON_CLAUSES[clause])
            continue
        if not clause.startswith(REASON_OPENING):
            return None
        needs = [need.strip() for need in clause.removeprefix(REASON_OPENING).split(" og ")]
        if any(need not in REASON_NEEDS for need in needs):
            return None
        codes += [REASON_NEEDS[need] for need in needs]
    return tuple(dict.fromkeys(codes))


def read_outcome(words: str) -> OutcomeFacts | None:
    """What the words of "attached at end" say.

    "Ja ..." is attached, "Nei ..." is not, empty and "Mangler info" are unknown; None for any other opening.
    What follows adds facts where it is understood, and nothing where it is not.
    """
    folded = _fold(words)
    if folded.rstrip(".") in ("", "mangler info", "mangler informasjon"):
        return OutcomeFacts()
    opening = re.match(r"(ja|nei)\b", folded)
    if opening is None:
        return None
    attached = opening[1] == "ja"
    clauses = [
        clause
        for clause in re.split(r"[.,;]|\bmen\b", folded[opening.end() :])
        if not NEGATION.search(clause)
    ]
    rest = " . ".join(clauses)
    if attached:
        return OutcomeFacts(
            attached="yes",
            employment_form=_find_fact(EMPLOYMENT_FORMS, rest),
            wage_subsidy=_find_fact(WAGE_SUBSIDY, rest),
            in_measure=_find_fact(IN_MEASURE, rest),
            leave=_find_fact(LEAVE, rest),
            end_reason="not_ended",
        )
    has_place = any(APPRENTICESHIP.search(clause) and not NO_PLACE.search(clause) for clause in clauses)
    elsewhere = "apprenticeship_elsewhere" if has_place else "unknown"
    return OutcomeFacts(attached="no", end_reason=_find_fact(END_REASON, rest), elsewhere=elsewhere)


def _find_fact(patterns: tuple[tuple[re.Pattern[str], str], ...], words: str) -> str:
    return next((code for pattern, code in patterns if pattern.search(words)), "unknown")


def _refuse_cell(cell: str) -> Message | None:
    """What is wrong with a cell whatever its column, or None."""
    if holds_national_id(cell):
        return Message("error.national_id")
    if any(
        unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\r\n" for character in cell
    ):
        return Message("published_cases.control_character")
    if len(cell) > MOST_LETTERS:
        return Message("published_cases.too_long", most=MOST_LETTERS)
    return None


def _read_number(words: str) -> int | None:
    if not (words.isascii() and words.isdecimal() and len(words) <= MOST_DIGITS):
        return None
    return int(words) or None


def _find_code(
    code_set: CodeSet, words: str, synonyms: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """The key of the code that the words print ("&" and "og" are the same), or None."""
    folded = _fold(words).replace("&", "og")
    if folded in synonyms:
        return synonyms[folded]
    return next((c.key for c in code_set.codes if _fold(c.names["nb"]).replace("&", "og") == folded), None)


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFC", cell).split())


def _fold(words: str) -> str:
    return _tidy(words).casefold()


def _tabulate_row(case: PublishedCase) -> dict[str, object]:
    printed: dict[str, object] = {"case_no": case.case_no, **case.words, GROUP_COLUMN: case.attached_group}
    row = {column: printed[column] for column in COLUMNS}
    return row | {f"{column}_code": code for column, code in case.codes.items()}


def _count_industries(cases: list[PublishedCase]) -> dict[str, int]:
    """Counts by printed name: AFI's spelling where there is a code, `NO_WORDS` for an empty cell."""
    code_set = get_practice_model("hybridmodellen").find_codes("industry")

    def name(case: PublishedCase) -> str:
        if case.industry_code is not None:
            return code_set.label(case.industry_code)["nb"]
        return case.words["industry"] or NO_WORDS

    order = {label["nb"]: place for place, label in enumerate(code.names for code in code_set.codes)}
    counts = Counter(map(name, cases))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], order.get(item[0], len(order)), item[0])))
