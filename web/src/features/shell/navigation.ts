/** What the sidebar, the command menu and the `g …` shortcuts offer inside a project. A new page adds one entry here. */
import type { LinkProps } from "@tanstack/react-router";
import {
  Coins,
  Database,
  FlaskConical,
  Gauge,
  Gavel,
  ListChecks,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Settings,
  SquarePen,
  Tags,
  TestTubeDiagonal,
  UserRound,
  Workflow,
} from "lucide-react";
import type { PlainKey } from "@/i18n";

type ProjectPath = Extract<LinkProps["to"], `/projects/$projectId/${string}`>;

export interface NavigationEntry {
  to: ProjectPath;
  label: PlainKey;
  icon: LucideIcon;
  /** The second key of the shortcut `g …`. */
  key: string;
  /** Shown in the bar at the bottom of a phone. */
  onPhone?: boolean;
}

export interface NavigationGroup {
  label: PlainKey | null;
  entries: NavigationEntry[];
}

export const NAVIGATION: NavigationGroup[] = [
  {
    label: "shell.groupObservability",
    entries: [
      { to: "/projects/$projectId/traces", label: "shell.tracing", icon: ListTree, key: "t", onPhone: true },
      { to: "/projects/$projectId/sessions", label: "shell.sessions", icon: MessagesSquare, key: "s", onPhone: true },
      { to: "/projects/$projectId/users", label: "shell.users", icon: UserRound, key: "u" },
      { to: "/projects/$projectId/scores", label: "scores.scores", icon: Gauge, key: "r" },
      { to: "/projects/$projectId/queues", label: "queues.queues", icon: ListChecks, key: "q" },
      { to: "/projects/$projectId/costs", label: "costs.costs", icon: Coins, key: "c" },
    ],
  },
  {
    label: "shell.groupPrompts",
    entries: [
      { to: "/projects/$projectId/prompts", label: "prompts.prompts", icon: SquarePen, key: "p", onPhone: true },
      { to: "/projects/$projectId/playground", label: "playground.playground", icon: FlaskConical, key: "l" },
    ],
  },
  {
    label: "shell.groupEvaluation",
    entries: [
      { to: "/projects/$projectId/datasets", label: "datasets.datasets", icon: Database, key: "d" },
      { to: "/projects/$projectId/evaluators", label: "evaluation.evaluators", icon: Gavel, key: "e" },
      { to: "/projects/$projectId/rules", label: "evaluation.rules", icon: Workflow, key: "w" },
      { to: "/projects/$projectId/experiments", label: "experiments.experiments", icon: TestTubeDiagonal, key: "x" },
    ],
  },
  {
    label: "shell.groupSettings",
    entries: [
      { to: "/projects/$projectId/models", label: "costs.models", icon: Tags, key: "m" },
      { to: "/projects/$projectId/settings", label: "shell.settings", icon: Settings, key: "," },
    ],
  },
];
