"""Jobs in requests: the file that a job works on, kept before its row is written, and the message sent after that."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import Response, current_app, request
from werkzeug.datastructures import FileStorage

from hybridmentor.errors import Message
from hybridmentor.gateways.job_files import JobFiles, make_job_files
from hybridmentor.gateways.queue import JobQueue, QueueUnavailable, make_queue
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.jobs import VisibleJob, find_job
from hybridmentor.web.errors import show_error
from hybridmentor.web.guards import View, find_actor
from hybridmentor.web.office_rows import load_row, open_row_for_writing
from hybridmentor.web.state import get_state

log = logging.getLogger("hybridmentor")
NOUN = "job"
MEGABYTE = 1_000_000
BESIDE = 100_000
"""Bytes of a sent form beside its file."""


@dataclass
class Upload:
    """A file that came with the form of this request, kept under the id of the job that is to work on it."""

    job_id: UUID
    size: int
    is_asked: bool = False
    """Whether a job has been asked for that works on it."""
    is_kept: bool = False
    """Whether that has been committed."""


def takes_file(view: View) -> View:
    """Mark a view as one that takes a large file, from whoever has its permission."""
    view.hm_takes_file = True  # type: ignore[attr-defined]
    return view


def allow_large_file() -> Response | None:
    """Before anything of a form is read: raise the limit for a view that takes a file, where the actor may send it one.

    A stranger's request keeps the limit of all others. One that is larger still is answered without being read.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "hm_permission", None)
    if not getattr(view, "hm_takes_file", False) or not isinstance(permission, Permission):
        return None
    actor = find_actor()
    if actor is None or not permits(actor, permission):
        return None
    most = find_largest_upload()
    if (request.content_length or 0) > most * MEGABYTE + BESIDE:
        return show_error(413, Message("job.error.too_large", most=most))
    request.max_content_length = most * MEGABYTE + BESIDE
    return None


def find_largest_upload() -> int:
    """The largest file that is taken, in megabytes."""
    return int(get_state().config["HYBRIDMENTOR_UPLOAD_MEGABYTES"])


def find_queue() -> JobQueue:
    """The queue, one for each process."""
    return _hold("job_queue", make_queue)


def find_job_files() -> JobFiles:
    """The folder of the files that jobs work on."""
    return _hold("job_files", make_job_files)


def _hold(name: str, make: Callable[[Any], Any]) -> Any:
    state = get_state()
    if name not in state.held:
        state.held[name] = make(state.config)
    return state.held[name]


@contextmanager
def keep_upload(sent: FileStorage | None) -> Iterator[Upload | None]:
    """The sent file in the folder of jobs; None where none was sent. Removed at the end, unless `is_kept` says that a job has it.

    To be called before a write is begun: copying takes its time, and others wait for the lock.
    """
    if sent is None:
        yield None
        return
    files, job_id = find_job_files(), uuid4()
    upload = Upload(job_id, files.keep(job_id, sent.stream))
    try:
        yield upload
    finally:
        if not upload.is_kept:
            files.remove(job_id)


def send_job(job_id: UUID) -> None:
    """Tell the workers of a job whose row has been committed. Where that fails the sweep does it."""
    try:
        find_queue().send(job_id)
    except QueueUnavailable:
        log.error("job %s could not be sent and waits for the sweep", job_id)


def load_job(job_id: UUID, permission: Permission) -> VisibleJob:
    """The job to be shown, as `office_rows.load_row`: it names nobody, and a page that waits asks every few seconds."""
    return load_row(find_job, NOUN, job_id, permission)


def open_job_for_writing(job_id: UUID, permission: Permission) -> VisibleJob:
    """The job to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_job, NOUN, job_id, permission)
