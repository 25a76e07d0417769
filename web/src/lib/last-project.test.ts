import { expect, test } from "vitest";
import { lastProject, rememberProject } from "./last-project";

test("the project that was open last, when it is still the reader's, else the first", () => {
  const projects = [{ id: "one" }, { id: "two" }];
  expect(lastProject(projects)?.id).toBe("one");
  rememberProject("two");
  expect(lastProject(projects)?.id).toBe("two");
  expect(lastProject([{ id: "three" }])?.id).toBe("three");
  expect(lastProject([])).toBeUndefined();
});
