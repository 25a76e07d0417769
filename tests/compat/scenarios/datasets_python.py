"""Langfuse Python 3 to 5: dataset, run_experiment with all kinds of evaluators, batch evaluation, and what reads give of it."""

from datetime import UTC, datetime, timedelta

from langfuse import Evaluation, Langfuse
from langfuse.batch_evaluation import EvaluatorInputs
from patience import report, until

langfuse = Langfuse()
since = datetime.now(UTC) - timedelta(minutes=1)
is_5 = not hasattr(langfuse, "get_dataset_run")
langfuse.create_dataset(
    name="folder/capitals", description="d", metadata={"k": 1}, input_schema={"type": "object", "required": ["country"]}
)
for country, capital in (("France", "Paris"), ("Chile", "Santiago"), ("Peru", "Lima")):
    langfuse.create_dataset_item(
        dataset_name="folder/capitals",
        id=f"py-{country}",
        input={"country": country},
        expected_output=capital,
        metadata={"continent": "?"},
    )
dataset = langfuse.get_dataset("folder/capitals")


def task(*, item, **_):
    with langfuse.start_as_current_observation(as_type="generation", name="ask", model="gpt-4o", input=item.input) as generation:
        generation.update(output="Paris", usage_details={"input": 10, "output": 1})
    return "Paris"


def exact(*, output, expected_output, **_):
    return Evaluation(name="exact", value=float(output == expected_output), comment="compared")


async def tone(*, output, **_):
    return [Evaluation(name="tone", value="neutral"), Evaluation(name="short", value=len(output) < 10, data_type="BOOLEAN")]


def accuracy(*, item_results, **_):
    values = [e.value for result in item_results for e in result.evaluations if e.name == "exact"]
    return Evaluation(name="accuracy", value=sum(values) / len(values), comment="mean of exact")


result = dataset.run_experiment(
    name="capitals",
    run_name="run-1",
    description="always Paris",
    metadata={"model": "gpt-4o"},
    task=task,
    evaluators=[exact, tone],
    run_evaluators=[accuracy],
    max_concurrency=3,
)
local = langfuse.run_experiment(
    name="local", data=[{"input": "x", "expected_output": "Paris"}], task=lambda *, item, **_: "Paris"
)
if hasattr(dataset.items[0], "run"):
    with dataset.items[0].run(run_name="by item.run", run_metadata={"k": "v"}) as span:
        span.update(output="Paris")
langfuse.flush()

scored = until(
    lambda: langfuse.run_batched_evaluation(
        **({} if is_5 else {"scope": "traces"}),
        filter=None,
        mapper=lambda *, item, **_: EvaluatorInputs(input=item.input, output=item.output, expected_output=None, metadata={}),
        evaluators=[lambda *, output, **_: Evaluation(name="has-output", value=float(output is not None))],
        max_items=2,
    ),
    lambda found: found.total_items_processed >= 2,
)
langfuse.flush()
facts = {}
if not is_5:
    run = until(
        lambda: langfuse.get_dataset_run(dataset_name="folder/capitals", run_name="run-1"),
        lambda r: len(r.dataset_run_items) == 3,
    )
    facts["run"] = {"description": run.description, "metadata": run.metadata, "id": run.id}
    facts["runs"] = sorted(r.name for r in langfuse.get_dataset_runs(dataset_name="folder/capitals").data)
    if "by item.run" in facts["runs"]:
        langfuse.delete_dataset_run(dataset_name="folder/capitals", run_name="by item.run")
        facts["left"] = [r.name for r in langfuse.get_dataset_runs(dataset_name="folder/capitals").data]
if hasattr(langfuse.api, "experiments"):
    experiments = until(
        lambda: langfuse.api.experiments.list(name="run-1", from_start_time=since, fields="core,metadata,scores", limit=10),
        lambda p: p.data and p.data[0].item_count == 3 and p.data[0].scores,
    )
    rows = until(
        lambda: langfuse.api.experiments.list_items(
            experiment_id=experiments.data[0].id, from_start_time=since, fields="core,dataset,io,itemMetadata,scores"
        ),
        lambda p: len(p.data) == 3 and all(len(row.scores or []) >= 3 for row in p.data),
    )
    facts["experiments"] = [
        {"id": e.id, "name": e.name, "items": e.item_count, "scores": {s.name: s.value for s in e.scores}}
        for e in experiments.data
    ]
    facts["rows"] = {
        row.experiment_item_id: [row.output, row.expected_output, sorted(s.name for s in row.scores if s.name != "has-output")]
        for row in rows.data
    }

report(
    items=len(dataset.items),
    results={r.item.id: {e.name: e.value for e in r.evaluations} for r in result.item_results},
    experiment_id=getattr(result, "experiment_id", None) or result.dataset_run_id,
    accuracy=[e.value for e in result.run_evaluations],
    local=len(local.item_results),
    batch=scored.total_scores_created,
    **facts,
)
