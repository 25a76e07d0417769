import { expect, it } from "vitest";
import { choicesOf, readValue } from "./choices";

const numeric = { data_type: "NUMERIC", min_value: 0, max_value: 1 };

it.each([
  ["0.5", 0.5],
  [" 1 ", 1],
  ["0,25", 0.25],
  ["1.1", null],
  ["-0.1", null],
  ["much", null],
  ["", null],
])("a number between its bounds is read from %j", (text, expected) => {
  expect(readValue(numeric, text)).toBe(expected);
});

it("text is kept as typed", () => {
  expect(readValue({ ...numeric, data_type: "TEXT" }, " fine ")).toBe(" fine ");
});

it("categories and booleans are chosen, numbers and text are typed", () => {
  const categories = [
    { label: "kind", value: 1 },
    { label: "rude", value: 0 },
  ];
  const tones = choicesOf({ data_type: "CATEGORICAL", categories }, "yes", "no");
  expect(tones.map((choice) => choice.value)).toEqual(["kind", "rude"]);
  expect(tones[1]?.is({ value: 0, string_value: "rude" })).toBe(true);
  const truth = choicesOf({ data_type: "BOOLEAN", categories: null }, "yes", "no");
  expect(truth.map((choice) => [choice.label, choice.value])).toEqual([
    ["yes", true],
    ["no", false],
  ]);
  expect(truth[0]?.is({ value: 0, string_value: "" })).toBe(false);
  expect(choicesOf({ data_type: "TEXT", categories: null }, "yes", "no")).toEqual([]);
});
