"""Langfuse Python 4: attributes propagated to every span, reads of both generations."""

from datetime import UTC, datetime, timedelta

from langfuse import Langfuse, propagate_attributes
from langfuse.media import LangfuseMedia
from patience import report, until

langfuse = Langfuse()
assert langfuse.auth_check()
since = datetime.now(UTC) - timedelta(minutes=1)

with langfuse.start_as_current_observation(as_type="span", name="root", input={"q": "Wie spät?"}) as root:
    with propagate_attributes(
        user_id="ana", session_id="s-py4", tags=["b", "a"], metadata={"k": "v"}, version="v7", trace_name="qa"
    ):
        trace_id = root.trace_id
        for kind in ("agent", "tool", "chain", "retriever", "evaluator", "guardrail", "embedding"):
            with langfuse.start_as_current_observation(as_type=kind, name=kind, input=kind) as child:
                child.update(output=f"{kind} done", metadata={"n": 1, "deep": {"a": [1, 2]}})
        with langfuse.start_as_current_observation(
            as_type="generation", name="answer", model="gpt-4o", input=[{"role": "user", "content": "你好"}]
        ) as generation:
            generation.update(output="再见", usage_details={"input": 12, "output": 5}, model_parameters={"temperature": 0.2})
            generation.score(name="tone", value="warm", data_type="CATEGORICAL")
            picture = LangfuseMedia(content_type="image/png", content_bytes=b"\x89PNG not really 4")
            generation.update(metadata={"picture": picture})
        langfuse.create_event(name="clicked", input={"x": 1}, level="ERROR", status_message="broke")
    root.update(output={"a": "zwölf"})
    root.score_trace(name="rating", value=0.9, comment="good")
langfuse.flush()
langfuse.create_score(name="ok", value=True, data_type="BOOLEAN", session_id="s-py4")
langfuse.create_score(name="words", value="quite nice", data_type="TEXT", trace_id=trace_id)
langfuse.flush()

read = until(lambda: langfuse.api.trace.get(trace_id), lambda t: len(t.observations) == 10 and len(t.scores) == 3)
listed = until(lambda: langfuse.api.trace.list(user_id="ana"), lambda page: page.meta.total_items == 1)
v2 = until(
    lambda: langfuse.api.observations.get_many(
        trace_id=trace_id, limit=4, fields="core,basic,io,usage,model,metadata,trace_context", from_start_time=since
    ),
    lambda page: len(page.data) == 4,
)
seen = list(v2.data)
while v2.meta.cursor:
    v2 = langfuse.api.observations.get_many(
        trace_id=trace_id,
        limit=4,
        fields="core,basic,io,usage,model,metadata,trace_context",
        from_start_time=since,
        cursor=v2.meta.cursor,
    )
    seen += v2.data
by_name = {o.name: o for o in seen}
legacy = langfuse.api.legacy.observations_v1.get_many(trace_id=trace_id)
session = until(lambda: langfuse.api.sessions.get("s-py4"), lambda s: s.traces)
scores = until(lambda: langfuse.api.scores.get_many(), lambda page: len(page.data) == 4)

report(
    trace={
        "name": read.name,
        "user": read.user_id,
        "session": read.session_id,
        "tags": read.tags,
        "input": read.input,
        "output": read.output,
    },
    types={name: o.type for name, o in by_name.items()},
    pages=len(seen),
    legacy=legacy.meta.total_items,
    listed=len(listed.data),
    generation={
        "model": by_name["answer"].model,
        "usage": by_name["answer"].usage_details,
        "input": by_name["answer"].input,
        "output": by_name["answer"].output,
        "user": by_name["answer"].user_id,
        "metadata": by_name["answer"].metadata,
    },
    session_traces=[t.id for t in session.traces],
    trace_id=trace_id,
    media_id=picture._media_id,
    scores={s.name: {"value": getattr(s, "string_value", None) or s.value, "type": str(s.data_type)} for s in scores.data},
    url=langfuse.get_trace_url(trace_id=trace_id),
)
