import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/client";
import type { Model } from "../queries";
import { formOf, isComplete, newForm, patternOf, toBody, withPeriod, withTier } from "./model-form";
import { modelIssues } from "./model-issues";

function filledForm() {
  const form = newForm("my.model");
  const [period] = form.periods;
  if (!period) throw new Error("a form begins with a period");
  period.rows.push({ key: "input_audio_seconds", unit: "" }, { key: "gpu", unit: "GPU-hours" }, { key: "", unit: "" });
  period.tiers[0].prices = ["2.5", "10", "0.0001", "0.5", ""];
  return { form, period };
}

describe("the form of a model", () => {
  it("sends prices per unit, by each key's unit", () => {
    const { form } = filledForm();
    const [version] = toBody(form).versions;
    expect(version?.tiers[0]?.prices).toEqual({
      input: "0.0000025",
      output: "0.00001",
      input_audio_seconds: "0.0001",
      gpu: "0.5",
    });
    expect(version?.units).toEqual({ gpu: "gpu-hours" });
    expect(version).toMatchObject({ valid_from: null, valid_to: null, currency: "USD" });
  });

  it("reads back what it sent", () => {
    const { form, period } = filledForm();
    period.tiers[0].fee = "0.01";
    form.periods = [{ ...withTier(period), from: "2026-01-01" }];
    const sent = toBody(form);
    const again = toBody(formOf({ ...sent, id: "m", origin: "project" } as unknown as Model));
    expect(again).toEqual(sent);
    expect(sent.versions[0]?.tiers.map((tier) => [tier.is_default, tier.priority])).toEqual([
      [true, 0],
      [false, 1],
    ]);
  });

  it("is complete when every key of every tier has a price", () => {
    const { form, period } = filledForm();
    expect(isComplete(form)).toBe(true);
    form.periods = [withTier(period)];
    expect(isComplete(form)).toBe(true);
    form.periods[0]?.tiers[1]?.prices.splice(0, 1, "free");
    expect(isComplete(form)).toBe(false);
    expect(isComplete(newForm("x"))).toBe(false);
  });

  it("begins a new period where the last one ends", () => {
    const { form } = filledForm();
    const { periods } = withPeriod(form, "2026-11-21");
    expect(periods.map((period) => [period.from, period.to])).toEqual([
      ["", "2026-11-21"],
      ["2026-11-21", ""],
    ]);
  });

  it("makes a pattern that matches the name only", () => {
    expect(patternOf("gpt-4.1 (eu)")).toBe("(?i)^gpt-4\\.1 \\(eu\\)$");
  });
});

describe("what the server objects to", () => {
  it("is put at its field", () => {
    const issue = (path: (string | number)[], message: string) => ({ code: "custom", path, message });
    const issues = modelIssues(
      new ApiError(400, "invalid_prices", "no", [
        issue(["match_pattern"], "pattern"),
        issue(["versions", 1], "overlap"),
        issue(["versions", 0, "tiers", 1, "prices", "input"], "negative"),
        issue(["versions", 0, "tiers", 1, "conditions", 0], "condition"),
        issue(["versions", 0, "tiers"], "default"),
        issue(["versions", 0, "tiers", 1, "prices"], "lacks output"),
        issue(["elsewhere"], "other"),
      ]),
    );
    expect(Object.fromEntries(issues)).toEqual({
      match_pattern: "pattern",
      "versions/1": "overlap",
      "versions/0/tiers/1/prices/input": "negative",
      "versions/0/tiers/1/conditions/0": "condition",
      "versions/0": "default",
      "versions/0/tiers/1": "lacks output",
      form: "other",
    });
  });

  it("stands at the name when the name is taken", () => {
    expect(modelIssues(new ApiError(400, "name_taken", "taken")).get("name")).toBe("taken");
    expect(modelIssues(null).size).toBe(0);
  });
});
