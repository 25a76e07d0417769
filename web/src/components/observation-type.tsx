/** The kinds of observations and levels, each with its icon and colour, everywhere the same. */

import {
  Blocks,
  Bot,
  CircleAlert,
  CircleDot,
  FlaskConical,
  ListTree,
  type LucideIcon,
  MoveHorizontal,
  Search,
  ShieldCheck,
  Sparkles,
  Spline,
  TriangleAlert,
  Wrench,
} from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

const TYPES: Record<string, { icon: LucideIcon; colour: string }> = {
  SPAN: { icon: MoveHorizontal, colour: "text-grey" },
  EVENT: { icon: CircleDot, colour: "text-green" },
  GENERATION: { icon: Sparkles, colour: "text-violet" },
  AGENT: { icon: Bot, colour: "text-pink" },
  TOOL: { icon: Wrench, colour: "text-orange" },
  CHAIN: { icon: Spline, colour: "text-blue" },
  RETRIEVER: { icon: Search, colour: "text-teal" },
  EMBEDDING: { icon: Blocks, colour: "text-yellow" },
  EVALUATOR: { icon: FlaskConical, colour: "text-green" },
  TRACE: { icon: ListTree, colour: "text-accent-text" },
  GUARDRAIL: { icon: ShieldCheck, colour: "text-blue" },
};
const FALLBACK = { icon: MoveHorizontal, colour: "text-grey" };

/** Text colour class of a type, for bars and lines. */
export function typeColour(type: string): string {
  return (TYPES[type] ?? FALLBACK).colour;
}

export function TypeIcon({ type, className }: { type: string; className?: string }) {
  const { icon: Icon, colour } = TYPES[type] ?? FALLBACK;
  return <Icon role="img" aria-label={type.toLowerCase()} className={cn("size-3.5 shrink-0", colour, className)} />;
}

/** Warnings and errors as a mark; nothing for the ordinary levels. */
export function LevelMark({ level, className }: { level: string; className?: string }) {
  const t = useT();
  if (level === "ERROR") {
    return (
      <CircleAlert role="img" aria-label={t("states.error")} className={cn("size-3.5 shrink-0 text-danger-text", className)} />
    );
  }
  if (level === "WARNING") {
    return (
      <TriangleAlert
        role="img"
        aria-label={t("states.warning")}
        className={cn("size-3.5 shrink-0 text-warning-text", className)}
      />
    );
  }
  return null;
}

/** The icon before a value in a facet about observations. */
export function valueMark(field: string, value: string): ReactNode {
  if (field === "type") return <TypeIcon type={value} />;
  return field === "level" ? <LevelMark level={value} /> : null;
}
