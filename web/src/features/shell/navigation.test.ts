import { expect, test } from "vitest";
import { NAVIGATION } from "./navigation";

test("no two pages of the sidebar answer to the same shortcut", () => {
  const keys = NAVIGATION.flatMap((group) => group.entries).map((entry) => entry.key);
  expect(new Set(keys).size).toBe(keys.length);
});
