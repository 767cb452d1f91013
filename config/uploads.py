"""How much of an uploaded file is taken in."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUpload(FileUploadHandler):
    """Lets a little more than the limit through, so that the form sees a file that is too large; the rest is dropped.

    First among settings.FILE_UPLOAD_HANDLERS: what it withholds never reaches memory or disk.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        most = settings.UPLOAD_MAX_SIZES.get(self.field_name, settings.UPLOAD_MAX_SIZE)
        return raw_data if start <= most else None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - the handlers after it make the file
        return None
