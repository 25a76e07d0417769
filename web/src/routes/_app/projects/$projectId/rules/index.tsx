import { createFileRoute } from "@tanstack/react-router";
import { RulesPage } from "@/features/evaluation/rules-page";

export const Route = createFileRoute("/_app/projects/$projectId/rules/")({ component: RulesPage });
