/** For evaluators that were chosen to run: where their variables come from this time. Folded; without a change the evaluator's own holds. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { ErrorState } from "@/components/error-state";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { variablesOf, wholeMapping } from "./evaluators/draft";
import { evaluatorsQuery, versionQuery } from "./evaluators/evaluator-queries";
import { MappingForm } from "./evaluators/mapping-form";
import type { Schemas, VariableMapping } from "./queries";

type Assigned = Schemas["AssignedIn"];

interface MappingsFieldProps {
  projectId: string;
  evaluators: readonly Assigned[];
  onChange: (evaluators: Assigned[]) => void;
}

export function MappingsField({ projectId, evaluators, onChange }: MappingsFieldProps) {
  const t = useT();
  const id = useId();
  const [open, setOpen] = useState(false);
  const named = useQuery(evaluatorsQuery(projectId)).data?.data ?? [];
  if (evaluators.length === 0) return null;
  const changed = evaluators.filter((one) => one.mapping).length;
  const map = (own: Assigned, mapping: VariableMapping | null) =>
    onChange(evaluators.map((one) => (one.evaluator_id === own.evaluator_id ? { ...one, mapping } : one)));
  return (
    <section className="rounded-lg border border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full items-center gap-1.5 rounded-lg px-2.5 text-left text-sm hover:bg-hover max-md:min-h-11"
      >
        <ChevronRight className={cn("size-4 shrink-0 text-faint transition-transform", open && "rotate-90")} aria-hidden />
        <span className="font-medium">{t("evaluation.mappingTitle")}</span>
        <span className="ml-auto truncate text-faint text-xs">
          {changed > 0 ? t.count("evaluation.mappingChanged", changed) : t("evaluation.mappingOwn")}
        </span>
      </button>
      {open && (
        <div id={id} className="flex flex-col divide-y divide-line border-line border-t">
          {evaluators.map((one) => (
            <OwnMapping
              key={one.evaluator_id}
              projectId={projectId}
              assigned={one}
              name={named.find((other) => other.id === one.evaluator_id)?.name ?? ""}
              onChange={(mapping) => map(one, mapping)}
            />
          ))}
        </div>
      )}
    </section>
  );
}

interface OwnMappingProps {
  projectId: string;
  assigned: Assigned;
  name: string;
  /** Null: as the evaluator says. */
  onChange: (mapping: VariableMapping | null) => void;
}

function OwnMapping({ projectId, assigned, name, onChange }: OwnMappingProps) {
  const t = useT();
  const found = useQuery(versionQuery(projectId, assigned.evaluator_id, assigned.version ?? null));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2 px-3 py-2.5">
      <legend className="float-left flex w-full items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium text-sm">{name}</span>
        {assigned.mapping && (
          <Button variant="link" size="sm" onClick={() => onChange(null)}>
            {t("evaluation.mappingReset")}
          </Button>
        )}
      </legend>
      {found.isError && <ErrorState error={found.error} retry={() => found.refetch()} />}
      {found.isPending && <Skeleton className="h-16 w-full" />}
      {found.data &&
        (variablesOf(found.data.content).length === 0 ? (
          <p className="text-faint text-xs">{t("evaluation.mappingNone")}</p>
        ) : (
          <MappingForm
            content={found.data.content}
            mapping={assigned.mapping ?? found.data.mapping}
            onChange={(mapping) => onChange(wholeMapping(found.data.content, mapping))}
          />
        ))}
    </fieldset>
  );
}
