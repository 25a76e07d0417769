/** The model that judges when an evaluator names none. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import { settingsQuery, useSaveSettings } from "./evaluator-queries";
import { ModelSelect } from "./model-select";

export function DefaultModel({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const t = useT();
  const settings = useQuery(settingsQuery(projectId));
  const save = useSaveSettings(projectId);
  const [open, setOpen] = useState(false);
  const chosen = settings.data?.default_model ?? null;
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button disabled={!mayWrite}>
          {t("evaluation.defaultModel")}
          {chosen ? (
            <span className="max-w-40 truncate text-faint">{chosen.model}</span>
          ) : (
            <span className="text-warning-text">–</span>
          )}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="flex w-80 flex-col gap-3 p-3">
        <p className="text-soft text-sm">{t("evaluation.defaultModelNone")}</p>
        <ModelSelect
          projectId={projectId}
          value={chosen}
          onChange={(next) => next && save.mutate({ default_model: next }, { onSuccess: () => setOpen(false) })}
        />
        <Link
          to="/projects/$projectId/settings/connections"
          params={{ projectId }}
          className="text-accent-text text-sm hover:underline"
        >
          {t("evaluation.openConnections")}
        </Link>
      </PopoverContent>
    </Popover>
  );
}
