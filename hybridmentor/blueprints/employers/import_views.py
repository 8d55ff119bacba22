"""Taking companies from a file of the public register: the form, how far it has come, and stopping it."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.employers.import_forms import UnitImportForm
from hybridmentor.db import begin_write
from hybridmentor.domain.unit_import import (
    ImportChoice,
    ImportCounts,
    describe_fault,
    find_hindrance,
    read_kept,
)
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.i18n import format_percent, format_whole
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.jobs import VisibleJob, list_latest_jobs
from hybridmentor.services.jobs import LIVING, UNIT_IMPORT, ask_to_stop, read_fault, start_job
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import demand, get_actor, requires
from hybridmentor.web.jobs import (
    Upload,
    find_job_files,
    find_largest_upload,
    keep_upload,
    load_job,
    open_job_for_writing,
    send_job,
    takes_file,
)
from hybridmentor.web.office_choice import find_chosen, list_offices_where, offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import get_language

SEE_OTHER = 303


def make_import_form(*, filled: bool) -> UnitImportForm:
    """The form; `filled` reads what was sent."""
    form = UnitImportForm() if filled else UnitImportForm(formdata=None)
    form.offer_codes(find_practice())
    offer_offices(form.office, list_offices_where(Permission.KEEP_EMPLOYERS))
    return form


def show_imports(form: UnitImportForm) -> str:
    """The page with the form and the latest imports."""
    return render_page(
        "hybridmentor/employers/imports.html",
        form=form,
        jobs=list_latest_jobs(get_session(), get_actor(), UNIT_IMPORT),
        read_counts=ImportCounts.read_json,
        number=write_number,
        most=find_largest_upload(),
        has_offices=len(form.office.choices) > 1,
    )


@requires(Permission.KEEP_EMPLOYERS)
def imports() -> str:
    """The form, and the latest imports of the actor's offices."""
    demand(Permission.KEEP_EMPLOYERS)
    return show_imports(make_import_form(filled=False))


@requires(Permission.KEEP_EMPLOYERS)
@takes_file
def start_import() -> Response:
    """Keep the file, ask for the import, and go to its page."""
    demand(Permission.KEEP_EMPLOYERS)
    form = make_import_form(filled=True)
    with keep_upload(form.file.data) as upload:
        hindrance = find_fault(upload)
        begin_write(get_session())

        def check() -> bool:
            if hindrance is not None:
                form.file.errors = [hindrance]
            return hindrance is None

        response = carry_out(
            form, lambda: ask_for(form, upload), lambda status: show_imports(form), check=check
        )
        if upload is not None and upload.is_asked and response.status_code == SEE_OTHER:
            upload.is_kept = True
    if upload is not None and upload.is_kept:
        send_job(upload.job_id)
    return response


def find_fault(upload: Upload | None) -> Message | None:
    """Why the file cannot be a list of units, as far as its beginning tells."""
    if upload is None:
        return None
    with find_job_files().open(upload.job_id) as stream:
        fault = find_hindrance(stream)
    return None if fault is None else describe_fault(fault)


def ask_for(form: UnitImportForm, upload: Upload | None) -> Answer:
    """Ask for the import of the file that was kept."""
    office = find_chosen(form.office, Permission.KEEP_EMPLOYERS)
    if upload is None:
        raise InvalidInput(Message("unit_import.error.no_file"), field="file")
    start_job(
        get_session(),
        get_actor(),
        kind=UNIT_IMPORT,
        office=office,
        job_id=upload.job_id,
        total=upload.size,
        wanted=form.read_choice_of_units().write(),
    )
    upload.is_asked = True
    return Answer(
        url_for("hybridmentor.employers.show_import", job_id=upload.job_id), "unit_import.notice.started"
    )


def show_job(visible: VisibleJob, form: HybridForm) -> str:
    """The page of an import; `form` is that of its button."""
    job = visible.job
    counts = ImportCounts.read_json(job.counts)
    percent = find_percent(job.progress, job.total)
    return render_page(
        "hybridmentor/employers/import.html",
        shown=visible,
        job=job,
        is_living=job.state in LIVING,
        percent=percent,
        percent_text=format_percent(get_language(), percent),
        number=write_number,
        counts=counts,
        faults=[describe_fault(read_kept(one)) for one in counts.faults],
        fault=read_fault(job.fault),
        choice=ImportChoice.read(job.wanted),
        form=form,
        words=PracticeWords(find_practice()),
    )


@requires(Permission.KEEP_EMPLOYERS)
def show_import(job_id: UUID) -> str:
    """How far an import has come, and what it has done."""
    return show_job(load_job(job_id, Permission.KEEP_EMPLOYERS), HybridForm(formdata=None))


def write_number(number: int) -> str:
    """The number as people write it."""
    return format_whole(get_language(), number)


def find_percent(progress: int, total: int | None) -> int:
    """How much has been done, of a hundred."""
    return min(100, progress * 100 // total) if total else 0


@requires(Permission.KEEP_EMPLOYERS)
def stop_import(job_id: UUID) -> Response:
    """Have an import stopped; what it has taken in stays."""
    visible = open_job_for_writing(job_id, Permission.KEEP_EMPLOYERS)

    def act() -> Answer:
        ask_to_stop(get_session(), get_actor(), visible)
        return Answer(
            url_for("hybridmentor.employers.show_import", job_id=job_id), "unit_import.notice.stopped"
        )

    form = HybridForm()
    return carry_out(form, act, lambda status: show_job(visible, form))
