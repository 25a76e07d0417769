import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, CircleCheck, CircleX } from "lucide-react";
import { useMe } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { Page } from "@/components/page";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatBytes, formatDuration, formatPercent } from "@/lib/format";
import { MailSection } from "./mail-section";
import { instanceQuery } from "./queries";

/** How every engine is, how far behind ingestion is, and where to look for a trace. For the owner of the instance. */
export function InstancePage() {
  const t = useT();
  const instance = useQuery(instanceQuery);
  return (
    <Page title={t("shell.instance")} width="text">
      {instance.isError && <ErrorState error={instance.error} retry={() => instance.refetch()} />}
      {instance.isPending && <Skeleton className="h-40 w-full" />}
      {instance.data && (
        <>
          <Section
            title={t("instance.engines")}
            description={`Lumetra ${instance.data.version} · Python ${instance.data.python}`}
          >
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
              {instance.data.engines.map((engine) => (
                <li key={engine.name} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
                  {engine.is_well ? (
                    <CircleCheck className="size-4 text-success-text" role="img" aria-label={t("instance.well")} />
                  ) : (
                    <CircleX className="size-4 text-danger-text" role="img" aria-label={t("instance.ill")} />
                  )}
                  <span className="min-w-28 font-medium">{t.dynamic(`instance.engine_${engine.name}`, engine.name)}</span>
                  <Badge>{engine.kind}</Badge>
                  <span className="tabular ml-auto text-faint text-xs">{formatDuration(engine.answered_ms)}</span>
                  {engine.problem && <p className="w-full break-words text-danger-text text-xs">{engine.problem}</p>}
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t("instance.backlog")} description={t("instance.backlogWhy")}>
            <div className="rounded-lg border border-line bg-surface p-4">
              <Progress value={Math.min(1, instance.data.backlog.level)} label={t("instance.backlog")} />
              <dl className="tabular mt-3 flex flex-wrap gap-x-8 gap-y-2 text-sm">
                <Fact name={t("instance.level")} value={formatPercent(instance.data.backlog.level, t.locale)} />
                <Fact name={t("instance.waiting")} value={formatBytes(instance.data.backlog.bytes)} />
                <Fact name={t("instance.age")} value={formatDuration(instance.data.backlog.age_seconds * 1000)} />
                <Fact name={t("instance.paused")} value={instance.data.backlog.paused.join(", ") || t("answers.none")} />
              </dl>
            </div>
          </Section>
          <MailSection />
          <ReceiptsByProject />
        </>
      )}
    </Page>
  );
}

function ReceiptsByProject() {
  const t = useT();
  const projects = useMe().organizations.flatMap((organization) => organization.projects);
  if (projects.length === 0) return null;
  return (
    <Section title={t("instance.receipts")} description={t("instance.receiptsWhy")}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {projects.map((project) => (
          <li key={project.id}>
            <Link
              to="/projects/$projectId/settings/receipts"
              params={{ projectId: project.id }}
              className="flex items-center justify-between gap-3 px-4 py-3 font-medium hover:bg-hover"
            >
              {project.name}
              <ChevronRight className="size-4 text-faint" aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-faint text-xs">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
