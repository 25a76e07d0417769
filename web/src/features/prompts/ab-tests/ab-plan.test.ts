import { expect, it } from "vitest";
import { controlShare, evenShares, type TestPlan, toBody } from "./ab-plan";

const plan: TestPlan = {
  label: "production",
  control: 1,
  arms: evenShares([2, 3]),
  goal: "score:ok",
  better: "higher",
  guards: [{ metric: "error_rate", worse: "higher", comparedTo: "fixed", limit: "5" }],
  latencyCap: "",
  costCap: "0.5",
};

it("gives the control what the others leave, and percent become rates", () => {
  const body = toBody(plan);
  expect(body?.arms).toEqual([
    { version: 1, weight: 34 },
    { version: 2, weight: 33 },
    { version: 3, weight: 33 },
  ]);
  expect(body?.guard_rails).toEqual([{ metric: "error_rate", worse: "higher", limit: 0.05, compared_to: "fixed" }]);
  expect(body?.ranges).toEqual({ cost_usd: { low: 0, high: 0.5 } });
});

it("shares that leave nothing for the control cannot be sent", () => {
  expect(
    controlShare([
      { version: 2, share: "60" },
      { version: 3, share: "40" },
    ]),
  ).toBeNull();
  expect(toBody({ ...plan, arms: [{ version: 2, share: "0" }] })).toBeNull();
});

it("the same version twice, an empty limit or a negative cap cannot be sent", () => {
  expect(toBody({ ...plan, arms: evenShares([1]) })).toBeNull();
  expect(toBody({ ...plan, guards: [{ metric: "latency_ms", worse: "higher", comparedTo: "control", limit: "" }] })).toBeNull();
  expect(toBody({ ...plan, latencyCap: "-1" })).toBeNull();
});
