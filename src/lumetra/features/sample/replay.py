"""Turns the recording into days of traffic: new ids, new times, many users. Pure; `send.py` does the sending."""

from __future__ import annotations

import copy
import gzip
import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import orjson

from lumetra.features.sample.prompts import link
from lumetra.features.sample.requests import SampleRequest

Json = dict[str, Any]

USERS = (
    "mara@northwind.example", "tomas@northwind.example", "ines@northwind.example", "oli@brightwater.example", "priya@brightwater.example",
    "jonas@brightwater.example", "amelie@kiosk.example", "louis@kiosk.example", "kenji@hoshi.example", "yui@hoshi.example", "sam@papertrail.example",
    "robin@papertrail.example", "dana@papertrail.example", "lea@fernweh.example", "max@fernweh.example", "nora@fernweh.example",
    "wang.lei@qingyun.example", "li.na@qingyun.example", "zhang.wei@qingyun.example", "chen.xi@qingyun.example", "liu.yang@xinghe.example", "zhao.min@xinghe.example",
)  # fmt: skip
CHINESE_USERS = USERS[16:]
JAPANESE_USERS = USERS[8:10]
FRENCH_USERS = USERS[6:8]
RELEASES = ("2.3.0", "2.4.0", "2.4.1")
SLOW_SHARE = 0.03
INPUT, MODEL = "langfuse.observation.input", "langfuse.observation.model.name"


def load_recording() -> list[Json]:
    """All recorded sessions; times are microseconds since the session's start."""
    data = resources.files("lumetra.features.sample").joinpath("recorded.jsonl.gz").read_bytes()
    return [orjson.loads(line) for line in gzip.decompress(data).splitlines()]


def replay(*, now: datetime, days: int = 7, sessions: int = 220, seed: int = 1) -> Iterator[SampleRequest]:
    """`sessions` sessions over the `days` before `now`, oldest first, busier in office hours and towards today.

    The same arguments give the same ids and texts, so that sending a sample twice replaces it instead of doubling it.
    """
    chance = random.Random(seed)  # noqa: S311  (a reproducible sample, not a secret)
    recording = load_recording()
    weights = [1 if session["application"] == "release-notes" else 4 for session in recording]
    starts = sorted(_moment(chance, now, days) for _ in range(sessions))
    for start in starts:
        session = chance.choices(recording, weights)[0]
        yield from _replay_session(chance, session, start, now)


def _moment(chance: random.Random, now: datetime, days: int) -> datetime:
    while True:
        moment = now - timedelta(minutes=5) - timedelta(days=days * chance.random() ** 1.4)
        busy = 0.15 + 0.85 * math.exp(-(((moment.hour + moment.minute / 60 - 13.5) / 4.5) ** 2))
        if moment.weekday() >= 5:
            busy *= 0.35
        if chance.random() < busy:
            return moment


def _replay_session(chance: random.Random, session: Json, start: datetime, now: datetime) -> Iterator[SampleRequest]:
    session_id = f"{session['application']}-{chance.getrandbits(40):010x}" if session["session"] else ""
    environment = "staging" if chance.random() < 0.12 else "production"
    release = RELEASES[min(2, int((1 - (now - start) / timedelta(days=7)) * 3))] if start < now else RELEASES[-1]
    user = _user(chance, session)
    clock = start
    for trace in session["traces"]:
        stretch = chance.lognormvariate(0.1, 0.35) * (6 if chance.random() < SLOW_SHARE else 1)
        renamed = _Trace(chance, clock, stretch, session_id, user, environment, release)
        yield renamed.spans_request(trace["spans"])
        if trace["scores"]:
            yield renamed.scores_request(trace["scores"], chance)
        clock += timedelta(seconds=chance.uniform(20, 120)) + timedelta(microseconds=renamed.length_us(trace["spans"]))


def _user(chance: random.Random, session: Json) -> str:
    if session["application"] == "release-notes":
        return "ci"
    text = orjson.dumps(session["traces"]).decode()
    if '"ja"' in text:
        return chance.choice(JAPANESE_USERS)
    if '"fr"' in text:
        return chance.choice(FRENCH_USERS)
    if '"zh"' in text or any("\u4e00" <= character <= "\u9fff" for character in text):
        return chance.choice(CHINESE_USERS)
    return chance.choice(USERS[:16])


class _Trace:
    """One recorded trace, made new: its ids, its times and who it belongs to."""

    def __init__(
        self, chance: random.Random, start: datetime, stretch: float, session_id: str, user: str, environment: str, release: str
    ) -> None:
        self.trace_id = f"{chance.getrandbits(128):032x}"
        self._start_us = int(start.timestamp() * 1_000_000)
        self._stretch = stretch
        self._salt = chance.getrandbits(64)
        self._session_id = session_id
        self._user = user
        self._own = {"langfuse.environment": environment, "langfuse.release": release}

    def length_us(self, records: list[Json]) -> int:
        """How long the trace takes, in microseconds."""
        return int(max(record["span"]["endTimeUnixNano"] for record in records) * self._stretch)

    def spans_request(self, records: list[Json]) -> SampleRequest:
        """All spans of the trace as one OTLP JSON request."""
        resource_spans = [
            {"resource": record["resource"], "scopeSpans": [{"scope": record["scope"], "spans": [self._span(record["span"])]}]}
            for record in records
        ]
        return SampleRequest.json("/api/public/otel/v1/traces", {"resourceSpans": resource_spans}, records[0]["sdk"])

    def scores_request(self, scores: list[Json], chance: random.Random) -> SampleRequest:
        """The users' feedback of the trace."""
        at = self._at(chance.uniform(10e6, 90e6))
        rows = [
            {**score, "id": f"{self._salt:016x}{number:02d}", "traceId": self.trace_id, "timestamp": at.isoformat()}
            for number, score in enumerate(scores)
        ]
        return SampleRequest.json("/api/public/scores", rows)

    def _at(self, offset_us: float) -> datetime:
        return datetime.fromtimestamp((self._start_us + offset_us * self._stretch) / 1e6).astimezone()

    def _nanoseconds(self, offset_us: float) -> str:
        return str((self._start_us + int(offset_us * self._stretch)) * 1000)

    def _id(self, span_id: str) -> str:
        return f"{int(span_id, 16) ^ self._salt:016x}"

    def _span(self, recorded: Json) -> Json:
        span = copy.copy(recorded)
        span["traceId"], span["spanId"] = self.trace_id, self._id(recorded["spanId"])
        if recorded.get("parentSpanId"):
            span["parentSpanId"] = self._id(recorded["parentSpanId"])
        span["startTimeUnixNano"] = self._nanoseconds(recorded["startTimeUnixNano"])
        span["endTimeUnixNano"] = self._nanoseconds(recorded["endTimeUnixNano"])
        span["events"] = [
            {**event, "timeUnixNano": self._nanoseconds(event["timeUnixNano"])} for event in recorded.get("events", [])
        ]
        own = [{"key": key, "value": {"stringValue": value}} for key, value in self._own.items()]
        kept = [self._attribute(a) for a in recorded.get("attributes", []) if a["key"] not in self._own]
        span["attributes"] = self._with_prompt(kept) + own
        return span

    def _with_prompt(self, attributes: list[Json]) -> list[Json]:
        """A generation says which version of which prompt it used, as the SDKs do for a prompt that they fetched."""
        texts = {a["key"]: a["value"].get("stringValue", "") for a in attributes}
        used = link(texts.get(INPUT, ""), self._own["langfuse.release"]) if MODEL in texts else None
        if used is None:
            return attributes
        name, version, text = used
        return [
            *(a for a in attributes if a["key"] != INPUT),
            {"key": INPUT, "value": {"stringValue": text}},
            {"key": "langfuse.observation.prompt.name", "value": {"stringValue": name}},
            {"key": "langfuse.observation.prompt.version", "value": {"intValue": str(version)}},
        ]

    def _attribute(self, attribute: Json) -> Json:
        key, value = attribute["key"], attribute["value"]
        if key == "session.id":
            return {"key": key, "value": {"stringValue": self._session_id}}
        if key == "user.id":
            return {"key": key, "value": {"stringValue": self._user}}
        if "relativeUs" in value:
            return {"key": key, "value": {"stringValue": self._at(value["relativeUs"]).isoformat()}}
        return attribute
