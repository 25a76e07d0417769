import { expect, test } from "vitest";
import { oldAddress } from "./old-address";

test.each([
  ["", "", "/projects/p"],
  ["traces/abc", "?observation=o1", "/projects/p/traces/abc?observation=o1"],
  ["traces", "?peek=abc", "/projects/p/traces?peek=abc"],
  ["sessions/chat 1", "", "/projects/p/sessions/chat%201"],
  ["users/a@b.co", "", "/projects/p/users/a%40b.co"],
  ["datasets/d1", "", "/projects/p/datasets/d1"],
  ["datasets/d1/items", "", "/projects/p/datasets/d1"],
  ["datasets/d1/runs/r1", "", "/projects/p/experiments/r1"],
  ["experiments/e1", "", "/projects/p/experiments/e1"],
  ["experiments/results", "?baseline=e1", "/projects/p/experiments/e1"],
  ["observations", "", "/projects/p/traces?rows=observations"],
  ["javascript:alert(1)", "", "/projects/p/javascript%3Aalert(1)"],
])("%s%s leads to %s", (rest, search, address) => {
  expect(oldAddress("p", rest, search)).toBe(address);
});

test.each([
  ["annotation-queues/q1", "queues/q1"],
  ["evals", "evaluators"],
  ["settings/api-keys", "settings/keys"],
  ["settings/members", "settings/members"],
  ["evalsy", "evalsy"],
])("%s is called %s here", (former, page) => expect(oldAddress("p", former, "?a=1")).toBe(`/projects/p/${page}?a=1`));
