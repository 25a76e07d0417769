"""Object storage: media, exports, the shared ingestion log. A directory, or S3, GCS, Azure by URL."""

from lumetra.engines.blobs.interface import Blob, Blobs
from lumetra.engines.blobs.object_store import ObjectStoreBlobs, open_blobs

__all__ = ["Blob", "Blobs", "ObjectStoreBlobs", "open_blobs"]
