/** The rules that put new traffic into a queue, each with the share that it draws; and the way to another one. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMay } from "@/api/me";
import { useT } from "@/i18n";
import { formatPercent } from "@/lib/format";
import { fillingRulesQuery } from "./queries";

export function FilledBy({ projectId, queueId, mayAdd }: { projectId: string; queueId: string; mayAdd?: boolean }) {
  const t = useT();
  const mayRead = useMay("evaluators:read");
  const mayWrite = useMay("evaluators:write");
  const rules = useQuery({ ...fillingRulesQuery(projectId), enabled: mayRead }).data ?? [];
  const mine = rules.filter((rule) => rule.queue_id === queueId);
  return (
    <>
      {mine.map((rule) => (
        <p key={rule.id} className="mt-1 truncate text-faint text-xs">
          {t(rule.enabled ? "queues.filledBy" : "queues.wasFilledBy", { share: formatPercent(rule.sampling, t.locale) })}{" "}
          <Link
            to="/projects/$projectId/rules/$ruleId"
            params={{ projectId, ruleId: rule.id }}
            className="text-accent-text hover:underline"
          >
            {rule.name}
          </Link>{" "}
          <code>{rule.filter}</code>
        </p>
      ))}
      {mayAdd && mayWrite && (
        <Link
          to="/projects/$projectId/rules/new"
          params={{ projectId }}
          search={{ queue: queueId }}
          className="mt-2 inline-block text-accent-text text-xs hover:underline"
        >
          {t("queues.fillByRule")}
        </Link>
      )}
    </>
  );
}
