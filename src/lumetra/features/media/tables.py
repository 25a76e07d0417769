"""Tables of media: one record per project and content, and what it belongs to."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class MediaRow(Base):
    """One content. `upload_http_status` is None until an upload was tried, 200 once the bytes are there."""

    __tablename__ = "media"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    content_type: Mapped[str]
    content_length: Mapped[int] = mapped_column(sa.BigInteger)
    uploaded_at: Mapped[datetime | None]
    upload_http_status: Mapped[int | None]
    upload_http_error: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class MediaLinkRow(Base):
    """A content is used in a field of a trace or observation, or of a dataset item; unused ids are empty."""

    __tablename__ = "media_links"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    media_id: Mapped[str] = mapped_column(primary_key=True)
    trace_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    observation_id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(primary_key=True)
    dataset_item_id: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
