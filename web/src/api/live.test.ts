import { expect, test } from "vitest";
import { oneAtATime } from "./live";

test("what comes while work is under way leads to one more round, not to many", async () => {
  const ends: (() => void)[] = [];
  let rounds = 0;
  const news = oneAtATime(() => {
    rounds += 1;
    return new Promise<void>((resolve) => ends.push(resolve));
  });
  news();
  news();
  news();
  expect(rounds).toBe(1);
  ends[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(rounds).toBe(2);
  ends[1]?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect(rounds).toBe(2);
});
