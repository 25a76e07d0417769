/** What people are asked in a queue, and who should answer. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { membersQuery } from "@/api/people";
import { Checkbox } from "@/components/ui/checkbox";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { configsQuery } from "./queries";

interface ChoiceProps {
  projectId: string;
  /** Ids. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

export function ConfigChoice({ projectId, problem, ...choice }: ChoiceProps & { problem: string | undefined }) {
  const t = useT();
  const configs = useQuery(configsQuery(projectId));
  const offered = configs.data
    ?.filter((config) => !config.is_archived || choice.chosen.includes(config.id))
    .map((config) => ({ id: config.id, name: config.name, hint: config.data_type.toLowerCase() }));
  return (
    <Choice {...choice} title={t("queues.configs")} offered={offered} problem={problem ?? configs.error?.message}>
      {offered?.length === 0 && (
        <p className="text-soft text-sm">
          {t("queues.noConfigs")}{" "}
          <Link to="/projects/$projectId/settings/scores" params={{ projectId }} className="text-accent-text hover:underline">
            {t("scores.configs")}
          </Link>
        </p>
      )}
    </Choice>
  );
}

/** Nobody chosen: anybody may work on it. */
export function PeopleChoice({ projectId, ...choice }: ChoiceProps) {
  const t = useT();
  const members = useQuery(membersQuery(projectId));
  const offered = members.data?.data.map(({ user_id, name, email }) => ({ id: user_id, name: name || email, hint: email }));
  return (
    <Choice {...choice} title={t("queues.assigned")} offered={offered} problem={members.error?.message}>
      <p className="mb-1.5 text-faint text-xs">{t("queues.assignedWhy")}</p>
    </Choice>
  );
}

interface ChoiceListProps extends Omit<ChoiceProps, "projectId"> {
  title: string;
  offered: { id: string; name: string; hint: string }[] | undefined;
  problem: string | undefined;
  children: ReactNode;
}

function Choice({ title, offered, chosen, onChange, problem, children }: ChoiceListProps) {
  const turn = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-soft text-xs">{title}</legend>
      {children}
      {!offered && !problem && <Skeleton className="h-12" />}
      <ul className="flex max-h-40 flex-col gap-1 overflow-y-auto">
        {offered?.map((one) => (
          <li key={one.id}>
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control */}
            <label className="flex items-center gap-2 text-sm">
              <Checkbox
                aria-label={one.name}
                checked={chosen.includes(one.id)}
                onCheckedChange={(on) => turn(one.id, on === true)}
              />
              {one.name}
              <span className="truncate text-faint text-xs">{one.hint}</span>
            </label>
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className="mt-1 text-danger-text text-xs">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
