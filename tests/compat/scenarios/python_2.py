"""Langfuse Python 2: the batch protocol, partial updates, and every read it has."""

from datetime import UTC, datetime, timedelta

from langfuse import Langfuse
from langfuse.media import LangfuseMedia
from patience import report, until

langfuse = Langfuse()
assert langfuse.auth_check()

trace = langfuse.trace(
    name="qa",
    user_id="ana",
    session_id="s-py2",
    input={"q": "Wie spät?"},
    tags=["b", "a"],
    metadata={"k": {"n": 1}},
    release="r1",
    version="v1",
    public=True,
)
span = trace.span(name="retrieve", input="query", level="WARNING", status_message="slow")
generation = span.generation(
    name="answer",
    model="gpt-4o",
    model_parameters={"temperature": 0.2, "stop": ["x"]},
    input=[{"role": "user", "content": "你好"}],
    usage={"input": 12, "output": 5, "unit": "TOKENS"},
    completion_start_time=datetime.now(UTC),
)
generation.end(output={"role": "assistant", "content": "再见"})
generation.update(metadata={"late": True})
event = trace.event(name="clicked", input={"x": 1})
span.end(output=["doc"])
late = trace.span(name="late", start_time=datetime.now(UTC) - timedelta(seconds=3))
langfuse.flush()
late.update(output="came in a second batch", end_time=datetime.now(UTC))
trace.update(output={"a": "zwölf"}, tags=["c"], metadata={"k": {"m": 2}})
media_span = trace.span(
    name="media", input={"picture": LangfuseMedia(content_type="image/png", content_bytes=b"\x89PNG not really")}
)
trace.score(name="rating", value=0.9, comment="good", data_type="NUMERIC")
generation.score(name="tone", value="warm", data_type="CATEGORICAL")
trace.score(name="ok", value=1, data_type="BOOLEAN")
langfuse.flush()

read = until(lambda: langfuse.api.trace.get(trace.id), lambda t: len(t.observations) == 5 and len(t.scores) == 3 and t.output)
listed = until(
    lambda: langfuse.api.trace.list(user_id="ana", session_id="s-py2", tags=["a", "b", "c"]),
    lambda page: page.meta.total_items == 1,
)
observations = until(
    lambda: langfuse.api.observations.get_many(trace_id=trace.id, limit=50), lambda page: page.meta.total_items == 5
)
by_name = {o.name: o for o in observations.data}
one = langfuse.api.observations.get(by_name["answer"].id)
sessions = until(lambda: langfuse.api.sessions.list(), lambda page: any(s.id == "s-py2" for s in page.data))
session = langfuse.api.sessions.get("s-py2")
scores = until(lambda: langfuse.api.score.get(), lambda page: page.meta.total_items == 3)
fetched = langfuse.fetch_trace(trace.id).data
media_input = by_name["media"].input
resolved = langfuse.resolve_media_references(obj={"i": media_input}, resolve_with="base64_data_uri")

report(
    trace={
        "name": read.name,
        "user": read.user_id,
        "session": read.session_id,
        "tags": read.tags,
        "input": read.input,
        "output": read.output,
        "metadata": read.metadata,
        "release": read.release,
        "version": read.version,
        "public": read.public,
        "latency": read.latency,
        "html_path": read.html_path,
    },
    observations={
        name: {
            "type": o.type,
            "parent": o.parent_observation_id,
            "level": str(o.level),
            "status": o.status_message,
            "input": o.input,
            "output": o.output,
        }
        for name, o in by_name.items()
    },
    generation={
        "id": one.id,
        "model": one.model,
        "parameters": one.model_parameters,
        "usage": one.usage_details,
        "input": one.input,
        "output": one.output,
        "metadata": one.metadata,
        "completion_start": one.completion_start_time,
        "prompt_tokens": getattr(one, "prompt_tokens", None),
    },
    parents={"span": span.id, "generation": generation.id},
    listed=[t.id for t in listed.data],
    trace_id=trace.id,
    session_traces=[t.id for t in session.traces],
    scores={
        s.name: {
            "value": getattr(s, "value", None),
            "string": getattr(s, "string_value", None),
            "type": s.data_type,
            "observation": s.observation_id,
        }
        for s in scores.data
    },
    fetched=fetched.id,
    url=trace.get_trace_url(),
    media=media_input,
    resolved=resolved,
)
