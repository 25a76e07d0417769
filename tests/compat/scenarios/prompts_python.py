"""Prompts with Langfuse Python 2 to 5: created, read by label and version, cached, compiled, composed, linked to a call."""

import importlib.metadata
from datetime import UTC, datetime, timedelta

from langfuse import Langfuse
from patience import report, until

MAJOR = int(importlib.metadata.version("langfuse").split(".")[0])
NAME = "support/mail/réponse n°1"
langfuse = Langfuse()
ONE_TRY = 1 if MAJOR == 2 else 0  # version 2 counts tries, and takes 0 for no limit
since = datetime.now(UTC) - timedelta(minutes=1)

first = langfuse.create_prompt(
    name=NAME,
    prompt="Answer {{question}} like {{who}}.",
    config={"model": "gpt-4o", "temperature": 0.2},
    labels=["production"],
    tags=["b", "a"],
    commit_message="The first",
)
second = langfuse.create_prompt(name=NAME, prompt="Reply to {{question}} at once.", labels=["staging"])
by_default = langfuse.get_prompt(NAME)
by_label = langfuse.get_prompt(NAME, label="staging")
by_version = langfuse.get_prompt(NAME, version=1)
latest = langfuse.get_prompt(NAME, label="latest")

# The cache: a moved label is not seen while the answer is fresh, is refreshed behind the back once it is old, and never asked when ttl is 0.
kept = langfuse.get_prompt(NAME, label="production", cache_ttl_seconds=1)
other = Langfuse() if MAJOR == 2 else langfuse
other.api.prompt_version.update(NAME.replace("/", "%2F") if MAJOR == 2 else NAME, 2, new_labels=["production"])
still = langfuse.get_prompt(NAME, label="production", cache_ttl_seconds=1)
uncached = langfuse.get_prompt(NAME, label="production", cache_ttl_seconds=0)
refreshed = until(lambda: langfuse.get_prompt(NAME, label="production", cache_ttl_seconds=1), lambda p: p.version == 2)
langfuse.update_prompt(name=NAME, version=1, new_labels=["production", "stable"])
updated = langfuse.get_prompt(NAME, label="production")
fallback = langfuse.get_prompt("support/none", fallback="Say {{word}}.", max_retries=ONE_TRY)
try:
    langfuse.get_prompt("support/none", max_retries=ONE_TRY)
    missing = ""
except Exception as error:
    missing = str(error)

messages = [
    {"role": "system", "content": "You speak {{language}}."},
    {"type": "placeholder", "name": "history"},
    {"role": "user", "content": "{{question}}"},
]
langfuse.create_prompt(
    name="support/chat",
    type="chat",
    labels=["production"],
    prompt=[m for m in messages if MAJOR > 2 or "role" in m],  # version 2 knows no placeholders
)
chat = langfuse.get_prompt("support/chat", type="chat")
history = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
compiled_chat = chat.compile(language="Polish", question="why?", **({"history": history} if MAJOR > 2 else {}))
langchain_chat = chat.get_langchain_prompt(**({"history": history} if MAJOR > 2 else {}))

langfuse.create_prompt(name="parts/tone", prompt="Be kind to {{who}}.", labels=["production"])
tag = "@@@langfusePrompt:name=parts/tone|label=production@@@"
langfuse.create_prompt(name="support/composed", prompt=f"{tag} And brief.", labels=["production"])
composed = langfuse.get_prompt("support/composed")

if MAJOR == 2:
    generation = langfuse.trace(name="linked").generation(name="answer", model="gpt-4o", prompt=by_version, output="42")
    generation.end()
else:
    with langfuse.start_as_current_observation(
        as_type="generation", name="answer", model="gpt-4o", prompt=by_version
    ) as generation:
        generation.update(output="42")
langfuse.flush()


def call_by_prompt():
    fields = {"from_start_time": since, "fields": "core,basic,prompt"} if MAJOR >= 4 else {}
    return langfuse.api.observations.get_many(limit=50, **fields)


calls = until(call_by_prompt, lambda found: len([o for o in found.data if o.name == "answer"]) == 1)
linked = next(o for o in calls.data if o.name == "answer")

report(
    created=[first.version, second.version],
    by_default={
        "version": by_default.version,
        "config": by_default.config,
        "labels": by_default.labels,
        "tags": by_default.tags,
        "commit": by_default.commit_message,
        "text": by_default.prompt,
        "variables": sorted(by_default.variables) if MAJOR > 2 else ["question", "who"],
    },
    versions={"label": by_label.version, "version": by_version.version, "latest": latest.version},
    cache=[kept.version, still.version, uncached.version, refreshed.version, updated.version],
    stable=sorted(updated.labels),
    fallback=[fallback.is_fallback, fallback.compile(word="boo")],
    missing=missing,
    compiled=by_default.compile(question="why?", who="Ana"),
    langchain=by_default.get_langchain_prompt(),
    chat=[[m["role"], m["content"]] for m in compiled_chat],
    langchain_chat=[list(m) for m in langchain_chat],
    composed=composed.compile(who="Ana"),
    linked=[linked.prompt_name, linked.prompt_version],
    linked_id=linked.prompt_id,
)
