"""A workbook on its way in: received onto disk, never into memory as a whole, and never opened here."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from optimizer.service.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fastapi import Request

    from optimizer.service.folder import Folder

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"
JSON = "application/json"
FORM = "multipart/form-data"
KINDS = {XLSX: ".xlsx", XLSM: ".xlsm", JSON: ".json"}
PART = "workbook"
"""Name of the part of a form that is the workbook."""
BLOCK = 1 << 18
LONGEST_NAME = 120
START = 64
"""Bytes that are looked at before anything is kept."""
TAKEN = f"Send an Excel workbook ({XLSX}), JSON ({JSON}), or a form ({FORM}) with a part '{PART}'."


@dataclass(frozen=True, slots=True)
class Upload:
    """An input that is on disk.

    Attributes
    ----------
    id
        Id of the job it is for.
    name, kind
        What its planner calls it, and the ending by which it is read.
    content, size
        Fingerprint, and size [bytes].

    """

    id: str
    name: str
    kind: str
    content: str
    size: int


async def receive(request: Request, folder: Folder, name: str | None, seconds: float) -> Upload:
    """Take in the body of a request.

    Parameters
    ----------
    name
        What the workbook is to be called; None: as the client calls the file.
    seconds
        Longest time it may take [s].

    Raises
    ------
    Refusal
        When it is nothing that can be planned, too large, or too slow; nothing is left behind then.

    """
    job = folder.begin()
    try:
        async with asyncio.timeout(seconds):
            return await _received(request, folder, job, name)
    except TimeoutError as error:
        await run_in_threadpool(folder.remove, job)
        raise Refusal(408, "too-slow", f"The upload took longer than {seconds:,.0f} s.") from error
    except BaseException:
        await run_in_threadpool(folder.remove, job)
        raise


async def _received(request: Request, folder: Folder, job: str, name: str | None) -> Upload:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(415, "compressed", "Send the workbook as it is, not compressed: it is compressed inside.")
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == FORM:
        form = await request.form(max_files=2, max_fields=100)
        try:
            part = form.get(PART)
            others = ", ".join(sorted({name for name, _ in form.multi_items()} - {PART}))
            if others:
                detail = (
                    f"The form has parts that are not known: {others}. Options go into the address, e.g. ?gap=0.01."
                )
                raise Refusal(422, "unknown-part", detail[:1000])
            if not isinstance(part, UploadFile):
                raise Refusal(422, "no-workbook", f"The form has no file in a part called '{PART}'.")
            given = label(name or part.filename or "")
            kind = KINDS.get((part.content_type or "").lower()) or _ending(given)
            return await _kept(_blocks(part), folder, job, given, kind)
        finally:
            await form.close()
    given = label(name or "")
    upload = await _kept(request.stream(), folder, job, given, KINDS.get(media, ""))
    if not upload.size:
        raise Refusal(422, "empty", "The body is empty. Send the workbook in it.")
    if upload.kind == KINDS[JSON] and not await run_in_threadpool(_begins_as_object, folder.input(job, upload.kind)):
        raise Refusal(422, "not-an-object", 'Send an object: {"schema": "sourcemix-input/1", "sheets": {...}}.')
    return upload


def _begins_as_object(path: Path) -> bool:
    """Whether a file may be a JSON object, by how it begins."""
    with path.open("rb") as stream:
        return re.match(rb"(\xef\xbb\xbf)?\s*(\{|$)", stream.read(START)) is not None


async def _blocks(part: UploadFile) -> AsyncIterator[bytes]:
    while block := await part.read(BLOCK):
        yield block


async def _kept(blocks: AsyncIterator[bytes], folder: Folder, job: str, name: str, kind: str) -> Upload:
    """Write the input to disk."""
    if not kind:
        raise Refusal(415, "not-a-workbook", TAKEN)
    digest, size = hashlib.sha256(), 0
    with folder.input(job, kind).open("xb") as stream:
        async for block in blocks:
            digest.update(block)
            size += len(block)
            stream.write(block)
    await run_in_threadpool(folder.settle, job, kind)
    return Upload(job, name or f"workbook{kind}", kind, digest.hexdigest(), size)


def label(name: str) -> str:
    r"""Return a name as it may be shown: its last part, no control characters, not too long. It is never a path.

    >>> label(r"C:\plans\ev.xlsx"), label("../../etc/passwd"), label("a\nb.xlsx"), label("..")
    ('ev.xlsx', 'passwd', 'a b.xlsx', '')
    """
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(" " if unicodedata.category(ch)[0] in "CZ" else ch for ch in last)
    tidy = " ".join(re.sub(r'[<>:"|?*]', "_", shown).split()).strip(".")
    ending = _ending(tidy)
    return tidy if len(tidy) <= LONGEST_NAME else tidy[: LONGEST_NAME - len(ending)] + ending


def _ending(name: str) -> str:
    """Ending of a name, if it is one that is read."""
    ending = f".{name.rpartition('.')[2].lower()}"
    return ending if ending in KINDS.values() else ""


def mark_of(*parts: object) -> str:
    """Fingerprint of what a client asks for."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
