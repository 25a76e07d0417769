import { createFileRoute } from "@tanstack/react-router";
import { ScoreConfigsPage } from "@/features/settings/score-configs-page";

export const Route = createFileRoute("/_app/projects/$projectId/settings/scores")({ component: ScoreConfigsPage });
