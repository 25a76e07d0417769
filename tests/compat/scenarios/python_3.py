"""Langfuse Python 3: OTLP with trace attributes on one span only, scores through the batch protocol, reads v1 and scores v2."""

from langfuse import Langfuse, get_client, observe
from patience import report, until

langfuse = Langfuse()
assert langfuse.auth_check()

with langfuse.start_as_current_span(name="root", input={"q": "Wie spät?"}) as root:
    root.update_trace(
        name="qa",
        user_id="ana",
        session_id="s-py3",
        tags=["b", "a"],
        metadata={"k": "v"},
        public=True,
        input="trace input",
        output="trace output",
    )
    trace_id = root.trace_id
    for kind in ("agent", "tool", "chain", "retriever", "evaluator", "guardrail", "embedding"):
        with langfuse.start_as_current_observation(as_type=kind, name=kind, input=kind) as child:
            child.update(output=f"{kind} done", metadata={"n": 1, "deep": {"a": [1, 2]}})
    with langfuse.start_as_current_generation(
        name="answer", model="gpt-4o", model_parameters={"temperature": 0.2}, input=[{"role": "user", "content": "你好"}]
    ) as generation:
        generation.update(output="再见", usage_details={"input": 12, "output": 5}, cost_details={"input": 0.001})
        generation.score(name="tone", value="warm", data_type="CATEGORICAL")
    root.create_event(name="clicked", input={"x": 1}, level="WARNING", status_message="careful")
    root.update(output={"a": "zwölf"})
    root.score_trace(name="rating", value=0.9, comment="good")


@observe()
def decorated(question):
    get_client().update_current_trace(user_id="ana")
    return question.upper()


decorated("hello")
langfuse.flush()
langfuse.create_score(name="session-score", value=1, data_type="BOOLEAN", session_id="s-py3")
langfuse.flush()

read = until(lambda: langfuse.api.trace.get(trace_id), lambda t: len(t.observations) == 10 and len(t.scores) == 2 and t.user_id)
listed = until(lambda: langfuse.api.trace.list(user_id="ana"), lambda page: page.meta.total_items == 2)
observations = until(
    lambda: langfuse.api.observations.get_many(trace_id=trace_id, limit=50), lambda page: page.meta.total_items == 10
)
by_user = until(lambda: langfuse.api.observations.get_many(user_id="ana", limit=50), lambda page: page.meta.total_items == 11)
by_name = {o.name: o for o in observations.data}
session = until(lambda: langfuse.api.sessions.get("s-py3"), lambda s: s.traces)
scores = until(lambda: langfuse.api.score_v_2.get(), lambda page: page.meta.total_items == 3)

report(
    trace={
        "name": read.name,
        "user": read.user_id,
        "session": read.session_id,
        "tags": read.tags,
        "input": read.input,
        "output": read.output,
        "metadata": read.metadata,
        "public": read.public,
    },
    types={name: o.type for name, o in by_name.items()},
    event={"level": str(by_name["clicked"].level), "status": by_name["clicked"].status_message},
    generation={
        "model": by_name["answer"].model,
        "usage": by_name["answer"].usage_details,
        "cost": by_name["answer"].cost_details,
        "input": by_name["answer"].input,
        "output": by_name["answer"].output,
    },
    agent_metadata=by_name["agent"].metadata,
    listed=len(listed.data),
    by_user=len(by_user.data),
    session_traces=[t.id for t in session.traces],
    trace_id=trace_id,
    scores={
        s.name: {
            "value": getattr(s, "value", None),
            "string": getattr(s, "string_value", None),
            "type": s.data_type,
            "session": s.session_id,
        }
        for s in scores.data
    },
    url=langfuse.get_trace_url(trace_id=trace_id),
)
