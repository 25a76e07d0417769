"""Langfuse Python 2: a dataset, items, links made by hand, and the run they make."""

from langfuse import Langfuse
from patience import report, until

langfuse = Langfuse()
langfuse.create_dataset(name="folder/capitals", description="d", metadata={"k": 1})
for country, capital in (("France", "Paris"), ("Chile", "Santiago")):
    langfuse.create_dataset_item(
        dataset_name="folder/capitals", id=f"py2-{country}", input={"country": country}, expected_output=capital
    )
dataset = langfuse.get_dataset("folder/capitals")
linked = {}
for item in dataset.items:
    trace = langfuse.trace(name="answer", input=item.input, output="Paris")
    trace.score(name="exact", value=float(item.expected_output == "Paris"))
    item.link(trace, "by hand", run_metadata={"model": "m"}, run_description="first")
    linked[item.id] = trace.id
with dataset.items[0].observe(run_name="observed") as observed:
    pass
langfuse.flush()

run = until(lambda: langfuse.get_dataset_run("folder/capitals", "by hand"), lambda r: len(r.dataset_run_items) == 2)
runs = langfuse.get_dataset_runs("folder/capitals")
single = langfuse.get_dataset_item(dataset.items[0].id)

report(
    dataset={"description": dataset.description, "metadata": dataset.metadata},
    items={item.id: [item.input, item.expected_output, str(item.status)] for item in dataset.items},
    run={"description": run.description, "metadata": run.metadata, "dataset": run.dataset_name},
    linked={one.dataset_item_id: one.trace_id for one in run.dataset_run_items} == linked,
    runs=sorted(one.name for one in runs.data),
    single=single.input,
)
