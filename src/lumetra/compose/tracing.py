"""What was recorded and what people say about it: traces, sessions, users, scores, media, saved views, comments."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from fastapi import FastAPI

from lumetra.compose.events import write_and_wait
from lumetra.compose.mentions import install_mention_mails
from lumetra.domain.access import Role
from lumetra.domain.named import NamedFields
from lumetra.engines.opening import Engines
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.members.change_members import list_members
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import MembershipRow, ProjectRow
from lumetra.features.comments import routes as comments_routes
from lumetra.features.comments import wire as comments_wire
from lumetra.features.comments.find_commented import CommentFinder
from lumetra.features.comments.write_comments import Comments, ObjectType
from lumetra.features.costs.book.find_prices import price_finder
from lumetra.features.costs.open_costs import Costs
from lumetra.features.media import public_routes as media_public_routes
from lumetra.features.media import routes as media_routes
from lumetra.features.media.signed_links import LinkSigner
from lumetra.features.media.uploads import Media
from lumetra.features.media.wire import build_wire_routes as build_media_wire_routes
from lumetra.features.prompts.tables import PromptVersionRow
from lumetra.features.scores import routes as scores_routes
from lumetra.features.scores import wire as scores_wire
from lumetra.features.scores.routes_analytics import build_analytics_routes
from lumetra.features.tracing.changes.jobs import BulkRunner
from lumetra.features.tracing.changes.routes import build_bulk_routes
from lumetra.features.tracing.charts.routes import build_chart_routes
from lumetra.features.tracing.find_objects import object_exists
from lumetra.features.tracing.groups.routes import build_group_routes
from lumetra.features.tracing.lists.routes import build_routes as build_list_routes
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_observations import find_observation
from lumetra.features.tracing.sharing.open_shared import SharedDoor
from lumetra.features.tracing.sharing.public_routes import build_public_routes
from lumetra.features.tracing.sharing.routes import build_sharing_routes
from lumetra.features.tracing.sharing.switch_sharing import Sharing
from lumetra.features.tracing.traces.routes import build_trace_routes
from lumetra.features.tracing.wire.events import build_event_routes
from lumetra.features.tracing.wire.observations import build_observation_wire_routes
from lumetra.features.tracing.wire.sessions import build_session_wire_routes
from lumetra.features.tracing.wire.traces import build_wire_routes
from lumetra.features.views import routes as views_routes
from lumetra.http.add_routes import add_routes
from lumetra.http.live import Watchers, build_live_routes
from lumetra.http.visitors import Visitors
from lumetra.ingest.open_ingest import Ingest
from lumetra.ingest.spread_news import NEWS_CHANNEL, NewsSpreader


def open_filters(engines: Engines, accounts: Accounts) -> FilterReader:
    """Filters about what was recorded, which may ask for what people said about it."""
    return FilterReader(accounts.clock, CommentFinder(engines.database))


def install_tracing(
    app: FastAPI, engines: Engines, accounts: Accounts, costs: Costs, ingest: Ingest, filters: FilterReader, named: NamedFields
) -> Sharing:
    """Reading what was recorded, and changing it through the log like every other event."""
    write = partial(write_and_wait, ingest)
    find_prices = price_finder(costs.books)
    add_routes(app, build_wire_routes(engines.analytics, write, find_prices, accounts.clock))
    add_routes(app, build_observation_wire_routes(engines.analytics, find_prices, accounts.clock))
    add_routes(app, build_list_routes(engines.analytics, filters, named))
    add_routes(app, build_chart_routes(engines.analytics, filters))
    sharing = Sharing(engines.analytics, engines.database, write, record_audit, accounts.clock)
    add_routes(app, build_trace_routes(engines.analytics, write, sharing.switch_trace, filters))
    add_routes(app, build_sharing_routes(sharing))
    add_routes(app, build_session_wire_routes(engines.analytics, accounts.clock))
    add_routes(app, build_event_routes(engines.analytics, ingest.submit_events, find_prices, accounts.clock))
    add_routes(app, build_group_routes(engines.analytics, filters))
    runner = BulkRunner(engines.analytics, engines.jobs, write, filters)
    add_routes(app, build_bulk_routes(runner, engines.jobs))
    add_routes(app, views_routes.build_routes(engines.database, accounts.clock))
    return sharing


def install_public_links(app: FastAPI, engines: Engines, accounts: Accounts, sharing: Sharing, media: Media) -> None:
    """What strangers read by a link that somebody shared."""

    def living_projects(project_ids: list[str]) -> set[str]:
        living = sa.select(ProjectRow.id).where(ProjectRow.id.in_(project_ids), ProjectRow.deleted_at.is_(None))
        with engines.database.reading() as session:
            return set(session.scalars(living))

    door = SharedDoor(sharing, living_projects)

    def check_shared(project_id: str, trace_id: str, session_id: str) -> None:
        if session_id:
            door.trace_in_session(project_id, session_id, trace_id)
        else:
            door.trace(project_id, trace_id)

    visitors = Visitors(engines.coordination.cache)
    add_routes(app, build_public_routes(door, visitors))
    add_routes(app, media_public_routes.build_public_routes(media, check_shared, visitors))


def install_live(app: FastAPI, engines: Engines, ingest: Ingest) -> NewsSpreader:
    """What is stored in any process reaches the live views of every process."""
    watchers = Watchers()
    engines.coordination.live_events.listen(NEWS_CHANNEL, watchers.receive)
    add_routes(app, build_live_routes(watchers))
    return NewsSpreader(ingest.announcer, engines.coordination.live_events)


def install_scores(app: FastAPI, engines: Engines, accounts: Accounts, ingest: Ingest, named: NamedFields) -> None:
    """Scores of people and programs, and what they may be."""
    write = partial(write_and_wait, ingest)
    add_routes(
        app, scores_wire.build_wire_routes(engines.analytics, engines.database, ingest.submit_internal, write, accounts.clock)
    )
    add_routes(app, scores_routes.build_routes(engines.analytics, engines.database, write, named, accounts.clock))
    add_routes(app, build_analytics_routes(engines.analytics, named, accounts.clock))


def install_media(app: FastAPI, engines: Engines, accounts: Accounts) -> Media:
    """Pictures, sound and files of traces."""
    signer = LinkSigner(engines.master_key.derive("media links"))
    media = Media(engines.database, engines.blobs, signer, accounts.clock)
    add_routes(app, build_media_wire_routes(media))
    add_routes(app, media_routes.build_routes(media))
    return media


def install_comments(app: FastAPI, engines: Engines, accounts: Accounts) -> None:
    """Comments: they attach to what other features hold."""
    notify_mentioned = install_mention_mails(engines, accounts.post)

    def locate(project_id: str, kind: ObjectType, own_id: str) -> str | None:
        if kind == "OBSERVATION":
            found = find_observation(engines.analytics, project_id, own_id)
            return None if found is None else found.trace_id
        if kind != "PROMPT":
            there = object_exists(engines.analytics, project_id, kind, own_id)
            return None if not there else own_id if kind == "TRACE" else ""
        with engines.database.reading() as session:
            prompt = session.get(PromptVersionRow, own_id)
            return "" if prompt is not None and prompt.project_id == project_id else None

    def is_member(organization_id: str, user_id: str) -> bool:
        with engines.database.reading() as session:
            return session.get(MembershipRow, (organization_id, user_id)) is not None

    def members_of(organization_id: str, project_id: str) -> set[str]:
        with engines.database.reading() as session:
            members = list_members(session, organization_id, project_id)
        return {member.user.id for member in members if (member.project_role or member.role) is not Role.NONE}

    comments = Comments(engines.database, locate, is_member, members_of, accounts.clock, notify_mentioned)
    add_routes(app, comments_wire.build_wire_routes(comments))
    add_routes(app, comments_routes.build_routes(comments))
