import { expect, test } from "vitest";
import type { SessionReader } from "./whole-session";
import { readWholeSession } from "./whole-session";

type Page = Awaited<ReturnType<SessionReader["page"]>>;

/** A session of pages of turns, whose traces have one step each. */
function sessionOf(...pages: string[][]): SessionReader {
  return {
    page: async (cursor) => {
      const index = Number(cursor ?? 0);
      const next_cursor = index + 1 < pages.length ? String(index + 1) : null;
      return { id: "chat", turns: (pages[index] ?? []).map((id) => ({ id })), next_cursor } as Page;
    },
    steps: async (turn) => [{ input: `to ${turn.id}`, output: "x".repeat(10) }],
  };
}

test("all turns of all pages are read, each with the steps of its trace", async () => {
  const whole = await readWholeSession(sessionOf(["a", "b"], ["c"]));
  expect(whole.session).toEqual({ id: "chat" });
  expect(whole.turns.map((turn) => [turn.id, turn.steps[0]?.input])).toEqual([
    ["a", "to a"],
    ["b", "to b"],
    ["c", "to c"],
  ]);
  expect(whole.complete).toBe(true);
});

test("a session beyond the bounds is cut after a whole turn and says so", async () => {
  const byTurns = await readWholeSession(sessionOf(["a", "b"], ["c"]), { turns: 2, characters: 1000 });
  expect([byTurns.turns.length, byTurns.complete]).toEqual([2, false]);
  const byText = await readWholeSession(sessionOf(["a", "b"], ["c"]), { turns: 9, characters: 1 });
  expect([byText.turns.length, byText.complete]).toEqual([1, false]);
});
