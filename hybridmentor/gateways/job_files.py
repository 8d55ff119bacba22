"""The files that jobs work on: in a folder of the instance, named by their jobs' ids, closed to other accounts of the machine."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import UUID

CHUNK = 1_048_576


class JobFiles:
    """The folder; made when it is first needed. A name that somebody typed is never one of a file here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, job_id: UUID, stream: IO[bytes]) -> int:
        """Write what comes out of the stream, a piece at a time; how many bytes it was. Nothing is left of it at a fault."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.find(job_id)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(stream, file, CHUNK)
                return file.tell()
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def open(self, job_id: UUID) -> BinaryIO:
        """The file of a job, to be read. FileNotFoundError where there is none."""
        return self.find(job_id).open("rb")

    def remove(self, job_id: UUID) -> None:
        """Remove the file of a job, if it is there."""
        self.find(job_id).unlink(missing_ok=True)

    def list_old(self, before: float) -> Iterator[UUID]:
        """The jobs whose files were written before an instant (seconds since 1970)."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            try:
                job_id, written = UUID(path.name), path.stat().st_mtime
            except (ValueError, FileNotFoundError):
                continue
            if written < before:
                yield job_id

    def find(self, job_id: UUID) -> Path:
        """Where the file of a job is, or would be."""
        return self.folder / str(job_id)


def make_job_files(config: Mapping[str, Any]) -> JobFiles:
    """The folder of the settings."""
    return JobFiles(Path(config["HYBRIDMENTOR_JOB_FILES"]))
