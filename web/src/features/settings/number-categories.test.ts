import { expect, it } from "vitest";
import { numberCategories } from "./number-categories";

it("numbers new labels from zero", () =>
  expect(numberCategories(["bad", "good"], [])).toEqual([
    { label: "bad", value: 0 },
    { label: "good", value: 1 },
  ]));

it("leaves labels their numbers when others come between them", () =>
  expect(
    numberCategories(
      ["bad", "fair", "good"],
      [
        { label: "bad", value: 0 },
        { label: "good", value: 1 },
      ],
    ).map(({ value }) => value),
  ).toEqual([0, 2, 1]));
