/** An A/B test as its form holds it, and as the server takes it. Pure. */
import type { AbTestBody, Interval } from "../queries";

export type Metric = string;

export interface ArmPlan {
  version: number;
  /** In percent, as typed. */
  share: string;
}

export interface GuardPlan {
  metric: Metric;
  worse: "higher" | "lower";
  comparedTo: "fixed" | "control";
  /** In percent for rates, milliseconds for latency, dollars for cost, the score's own unit else; as typed. */
  limit: string;
}

export interface TestPlan {
  label: string;
  /** The version the label serves now. */
  control: number | undefined;
  /** All arms but the control. */
  arms: ArmPlan[];
  /** Empty: none. */
  goal: Metric;
  better: "higher" | "lower";
  guards: GuardPlan[];
  /** Slower and dearer calls count as this; empty: chosen by the server. In milliseconds and dollars. */
  latencyCap: string;
  costCap: string;
}

/** What is left for the control, in percent; null when the others' shares make no sense. */
export function controlShare(arms: ArmPlan[]): number | null {
  const shares = arms.map((arm) => Number(arm.share));
  const rest = 100 - shares.reduce((sum, share) => sum + share, 0);
  return shares.every((share) => share > 0) && rest > 0 ? Math.round(rest * 1000) / 1000 : null;
}

/** Null while the form cannot be sent. */
export function toBody(plan: TestPlan): AbTestBody | null {
  const rest = controlShare(plan.arms);
  const versions = [plan.control, ...plan.arms.map((arm) => arm.version)];
  const guards = plan.guards.map(readGuard);
  const caps = [plan.latencyCap, plan.costCap].map(readCap);
  if (plan.control === undefined || plan.arms.length === 0 || rest === null) return null;
  if (new Set(versions).size !== versions.length || guards.includes(null) || caps.includes(null)) return null;
  const ranges: Record<string, Interval> = {};
  if (caps[0]) ranges.latency_ms = { low: 0, high: caps[0] };
  if (caps[1]) ranges.cost_usd = { low: 0, high: caps[1] };
  return {
    label: plan.label,
    arms: [
      { version: plan.control, weight: rest },
      ...plan.arms.map((arm) => ({ version: arm.version, weight: Number(arm.share) })),
    ],
    goal: plan.goal === "" ? null : { metric: plan.goal, better: plan.better },
    guard_rails: guards.filter((guard) => guard !== null),
    alpha: 0.05,
    ranges,
  };
}

/** An arm or guard-rail more, as it stands in the form at first: all arms share equally until somebody types. */
export function evenShares(versions: number[]): ArmPlan[] {
  const share = String(Math.floor(100 / (versions.length + 1)));
  return versions.map((version) => ({ version, share }));
}

function readGuard(guard: GuardPlan) {
  const limit = Number(guard.limit) / (guard.metric === "error_rate" ? 100 : 1);
  const fits = guard.limit.trim() !== "" && Number.isFinite(limit) && (guard.comparedTo === "fixed" || limit >= 0);
  return fits ? { metric: guard.metric, worse: guard.worse, limit, compared_to: guard.comparedTo } : null;
}

/** 0 for the server's choice, null for what is no cap. */
function readCap(text: string): number | null {
  if (text.trim() === "") return 0;
  const value = Number(text);
  return Number.isFinite(value) && value > 0 ? value : null;
}
