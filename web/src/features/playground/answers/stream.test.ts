import { expect, it } from "vitest";
import type { Answer } from "../queries";
import { AnswerStore } from "./answer-store";
import { makeEventReader, type RunEvent, readEvents } from "./stream";

const RUN = 'event: run\ndata: {"run_id":"r","column_ids":["a","b"]}\n\n';
const PIECE = 'event: piece\ndata: {"column_id":"a","text":"hé\\n","reasoning":""}\n\n';
const END = 'event: end\ndata: {"run_id":"r"}\n\n';
const stream = (...texts: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });

it("events are whole however the bytes are cut, and signs of life are passed over", () => {
  const read = makeEventReader();
  const text = `${RUN}: the run goes on\n\n${PIECE}${END}`;
  const events = [...text].flatMap((letter) => read(letter));
  expect(events.map((event) => event.name)).toEqual(["run", "piece", "end"]);
  expect(events[1]).toMatchObject({ data: { text: "hé\n" } });
});

it("a stream that breaks off before its end says so", async () => {
  const heard: RunEvent[] = [];
  expect(await readEvents(stream(RUN, PIECE), (event) => heard.push(event))).toBe(false);
  expect(await readEvents(stream(RUN, END, PIECE), (event) => heard.push(event))).toBe(true);
  expect(heard.map((event) => event.name)).toEqual(["run", "piece", "run", "end"]);
});

it("a run that is heard again begins anew, and kept answers never go back in time", () => {
  const store = new AnswerStore();
  const [run, piece] = [...makeEventReader()(RUN), ...makeEventReader()(PIECE)];
  if (!run || !piece) throw new Error("no events");
  for (const event of [run, piece, run, piece]) store.take(event);
  expect(store.get("a")).toMatchObject({ state: "running", text: "hé\n", runId: "r" });
  expect(store.runIds()).toEqual(["r"]);
  const answer = (id: string, text: string) => ({ id, text, reasoning: "", column_id: "a", run_id: "r" }) as Answer;
  store.offer([answer("1", "old")]);
  expect(store.get("a")?.state).toBe("running");
  store.take({ name: "answer", data: answer("2", "new") });
  store.offer([answer("1", "old")]);
  expect(store.get("a")).toMatchObject({ state: "kept", text: "new" });
  store.take({ name: "stopped", data: { column_id: "b" } });
  expect(store.isRunning()).toBe(false);
});
