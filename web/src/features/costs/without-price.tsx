/** Model names that traffic mentions and no price covers, and what they would have cost at another model's prices. */
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { useT } from "@/i18n";
import { formatCost, formatNumber } from "@/lib/format";
import { withoutPriceQuery } from "./queries";

export function WithoutPrice({ projectId }: { projectId: string }) {
  const t = useT();
  const [like, setLike] = useState("");
  const [asked, setAsked] = useState("");
  const models = useQuery(withoutPriceQuery(projectId, asked));
  return (
    <>
      <p className="mb-3 text-soft text-sm">{t("costs.ambiguousWhy")}</p>
      <form
        className="mb-4 w-80"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(like.trim());
        }}
      >
        <Field
          label={t("costs.asModel")}
          hint={t("costs.asModelHint")}
          error={asked && models.isError ? models.error.message : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={like}
              onChange={(event) => setLike(event.target.value)}
              onBlur={() => setAsked(like.trim())}
            />
          )}
        </Field>
      </form>
      {models.isError && !asked && <ErrorState error={models.error} retry={() => models.refetch()} />}
      {models.isPending && <Skeleton className="h-40 w-full" />}
      {models.data?.data.length === 0 && <EmptyState icon={CircleCheck} title={t("costs.noPriceMissing")} />}
      {models.data && models.data.data.length > 0 && (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full text-sm">
            <thead className="border-line border-b text-left text-faint text-xs">
              <tr>
                <th className="px-3 py-2 font-medium">{t("costs.model")}</th>
                <th className="px-3 py-2 text-right font-medium">{t("costs.observations")}</th>
                <th className="px-3 py-2 font-medium">{t("costs.lastUsed")}</th>
                <th className="px-3 py-2 font-medium">{t("costs.reason")}</th>
                <th className="px-3 py-2 text-right font-medium">{t("costs.wouldCost")}</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {models.data.data.map((model) => (
                <tr key={model.model_name}>
                  <td className="max-w-72 truncate px-3 py-2 font-medium">{model.model_name}</td>
                  <td className="tabular px-3 py-2 text-right">{formatNumber(model.observations, t.locale)}</td>
                  <td className="px-3 py-2">
                    <Moment iso={model.last_seen_at} form="ago" />
                  </td>
                  <td className="max-w-96 text-pretty px-3 py-2 text-soft">{model.reason}</td>
                  <td className="tabular px-3 py-2 text-right">{formatCost(model.would_have_cost_usd, t.locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
