import { expect, test } from "vitest";
import { likeliest } from "./find";

const find = (names: string[], text: string) => likeliest(names, text, (name) => name);

test("names that contain the text, whatever the case, those that begin with it first", () => {
  expect(find(["my judge", "Judge of tone", "toxicity", "judge 2"], "JUDGE")).toEqual(["Judge of tone", "judge 2", "my judge"]);
  expect(find(["裁判：语气", "语气"], "语气")).toEqual(["语气", "裁判：语气"]);
  expect(find(["one"], "two")).toEqual([]);
});

test("no more than the menu shows", () => {
  expect(find(["a1", "a2", "a3", "a4", "a5", "a6"], "a")).toHaveLength(5);
});
