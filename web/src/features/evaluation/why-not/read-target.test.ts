import { expect, it } from "vitest";
import { readTarget } from "./read-target";

it("ids are read as they are", () => {
  expect(readTarget(" t1 ", false)).toEqual({ traceId: "t1", observationId: undefined });
  expect(readTarget("t1/step", false)).toEqual({ traceId: "t1", observationId: "step" });
  expect(readTarget("chat/7", true)).toEqual({ sessionId: "chat/7" });
});

it("addresses of pages and of side panels are understood", () => {
  const host = "https://lumetra.example/projects/p";
  expect(readTarget(`${host}/traces/t%201?step=s`, false)).toEqual({ traceId: "t 1", observationId: "s" });
  expect(readTarget(`${host}/traces?peek=t2&observation=o`, false)).toEqual({ traceId: "t2", observationId: "o" });
  expect(readTarget(`${host}/experiments/e?trace=t3&step=s`, false)).toEqual({ traceId: "t3", observationId: "s" });
  expect(readTarget(`${host}/sessions/a%2Fb`, true)).toEqual({ sessionId: "a/b" });
});

it("what names nothing is no target", () => {
  expect(readTarget("  ", false)).toBeNull();
  expect(readTarget("https://lumetra.example/projects/p/costs", false)).toBeNull();
});
