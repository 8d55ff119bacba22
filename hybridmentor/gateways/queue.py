"""The queue of jobs: huey's file of messages, each of them the id of a row in `hm_job` and nothing else.

All that a job needs and tells stands in its row. A message that is lost is no harm, for a sweep sends it again, and neither is
one that comes twice, for a job is claimed before it is run. Nothing that is read from the file is ever unpickled.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from huey import SqliteHuey

from hybridmentor.errors import HybridMentorError

NAME = "hybridmentor"


class QueueUnavailable(HybridMentorError):
    """The file of the queue cannot be written or read."""

    default = "error.queue_unavailable"


class JobQueue:
    """Messages in a file, the first sent the first taken; several processes may send and take at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._huey: Any = None
        self._lock = threading.Lock()

    def send(self, job_id: UUID) -> None:
        """Have a worker run the job: after its row has been committed, or nobody finds it. QueueUnavailable if it cannot be."""
        with self._open() as storage:
            storage.enqueue(str(job_id).encode())

    def take(self) -> UUID | None:
        """The next job, taken off the queue; None if it is empty. What is no id is passed over."""
        with self._open() as storage:
            while (message := storage.dequeue()) is not None:
                job_id = read_message(message)
                if job_id is not None:
                    return job_id
        return None

    def list_waiting(self) -> set[UUID]:
        """The jobs that nobody has taken yet."""
        with self._open() as storage:
            found = {read_message(message) for message in storage.enqueued_items()}
        return {job_id for job_id in found if job_id is not None}

    @contextmanager
    def _open(self) -> Iterator[Any]:
        """The storage of huey; its connection is closed again, so that no thread of a server keeps one."""
        with self._lock:
            try:
                if self._huey is None:
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                    self.path.touch(mode=0o600)
                    self._huey = SqliteHuey(NAME, filename=str(self.path), results=False, strict_fifo=True)
                try:
                    yield self._huey.storage
                finally:
                    self._huey.storage.close()
            except (OSError, sqlite3.Error) as fault:
                raise QueueUnavailable from fault


def read_message(message: bytes | memoryview) -> UUID | None:
    """The id in a message; None if it is none."""
    try:
        return UUID(bytes(message).decode("ascii"))
    except ValueError:
        return None


def make_queue(config: Mapping[str, Any]) -> JobQueue:
    """The queue of the settings. Its file is made when it is first needed."""
    return JobQueue(Path(config["HYBRIDMENTOR_QUEUE"]))
