"""Lists of people as files, for tests."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl

HEADINGS = ("Namn", "Mobil", "E-post")
ANNA = ("Anna Lindqvist", "070-174 06 14", "anna@lykta.example")
MEHMET = ("Mehmet Demir", "070-174 06 15", "")


def as_csv(*rows: Sequence[str], separator: str = ";", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rewritten(content: bytes, change: Callable[[str, bytes], bytes], **extra: bytes) -> bytes:
    """The workbook with its parts changed, and others added (a __ in a name stands for /)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
        for name, part in extra.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return target.getvalue()


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part
