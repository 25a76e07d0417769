"""Langfuse Python 5: gzip, JSON-encoded metadata, scores as arrays, only the newest reads."""

from datetime import UTC, datetime, timedelta

from langfuse import Langfuse, propagate_attributes
from langfuse.media import LangfuseMedia
from patience import report, until

langfuse = Langfuse()
assert langfuse.auth_check()
since = datetime.now(UTC) - timedelta(minutes=1)

with propagate_attributes(user_id="ana", session_id="s-py5", tags=["b", "a"], metadata={"k": "v"}, version="v7", trace_name="qa"):
    with langfuse.start_as_current_observation(as_type="span", name="root", input={"q": "Wie spät?"}) as root:
        trace_id = root.trace_id
        for kind in ("agent", "tool", "chain", "retriever", "evaluator", "guardrail", "embedding"):
            with langfuse.start_as_current_observation(as_type=kind, name=kind, input=kind) as child:
                child.update(output=f"{kind} done", metadata={"n": 1, "word": "abc", "deep": {"a": [1, 2]}})
        with langfuse.start_as_current_observation(
            as_type="generation", name="answer", model="gpt-4o", input=[{"role": "user", "content": "你好"}]
        ) as generation:
            generation.update(output="再见", usage_details={"input": 12, "output": 5}, model_parameters={"temperature": 0.2})
            generation.score(name="tone", value="warm", data_type="CATEGORICAL")
            picture = LangfuseMedia(content_type="image/png", content_bytes=b"\x89PNG not really 5")
            generation.update(metadata={"picture": picture})
        langfuse.create_event(name="clicked", input={"x": 1}, level="ERROR", status_message="broke")
        root.update(output={"a": "zwölf"})
        root.score_trace(name="rating", value=0.9, comment="good")
langfuse.flush()
langfuse.create_score(name="ok", value=True, data_type="BOOLEAN", session_id="s-py5")
langfuse.flush()


def page(cursor=None):
    return langfuse.api.observations.get_many(
        trace_id=trace_id,
        limit=4,
        fields="core,basic,io,usage,model,metadata,trace_context,metrics",
        from_start_time=since,
        cursor=cursor,
    )


until(lambda: langfuse.api.observations.get_many(trace_id=trace_id, limit=50), lambda found: len(found.data) == 10)
seen, cursor = [], None
while True:
    found = page(cursor)
    seen += found.data
    cursor = found.meta.cursor
    if not cursor:
        break
by_name = {o.name: o for o in seen}
scores = until(lambda: langfuse.api.scores.get_many(fields="details,subject"), lambda found: len(found.data) == 3)
by_user = langfuse.api.observations.get_many(user_id="ana", limit=50)
roots = langfuse.api.observations.get_many(trace_id=trace_id, is_root_observation=True)
media = until(lambda: langfuse.api.media.get(picture._media_id))

report(
    types={name: o.type for name, o in by_name.items()},
    pages=len(seen),
    by_user=len(by_user.data),
    roots=[o.name for o in roots.data],
    trace_id=trace_id,
    generation={
        "model": by_name["answer"].model,
        "usage": by_name["answer"].usage_details,
        "input": by_name["answer"].input,
        "output": by_name["answer"].output,
        "user": by_name["answer"].user_id,
        "session": by_name["answer"].session_id,
        "tags": by_name["answer"].tags,
        "trace_name": by_name["answer"].trace_name,
    },
    agent_metadata=by_name["agent"].metadata,
    event={"level": str(by_name["clicked"].level), "status": by_name["clicked"].status_message},
    scores={s.name: {"value": getattr(s, "value", None), "type": str(s.data_type)} for s in scores.data},
    media={"length": media.content_length, "type": media.content_type},
    url=langfuse.get_trace_url(trace_id=trace_id),
)
