import { createFileRoute } from "@tanstack/react-router";
import { InstancePage } from "@/features/instance/instance-page";

export const Route = createFileRoute("/_app/instance")({ component: InstancePage });
