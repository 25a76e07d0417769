/** Removes chosen scores, or all that the filter finds, after asking. */
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { ChosenBar } from "@/components/table/chosen-bar";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { type MatchingScores, useRemoveScores } from "./queries";

interface DeleteScoresProps {
  projectId: string;
  chosen: ReadonlySet<string>;
  matching: MatchingScores;
  onDone: () => void;
}

export function DeleteScores({ projectId, chosen, matching, onDone }: DeleteScoresProps) {
  const t = useT();
  const remove = useRemoveScores(projectId);
  const [asking, setAsking] = useState<"chosen" | "matching" | null>(null);
  const count = formatNumber(chosen.size, t.locale, 0);
  const run = () =>
    remove.mutate(asking === "matching" ? matching : [...chosen], {
      onSuccess: (removed) => {
        toast.success(t("scores.removed", { count: formatNumber(removed, t.locale, 0) }));
        setAsking(null);
        onDone();
      },
    });
  return (
    <ChosenBar label={t("scores.bulk")} count={chosen.size} onClear={onDone}>
      <Button size="sm" variant="danger" onClick={() => setAsking("chosen")}>
        <Trash2 aria-hidden />
        {t("scores.removeChosen")}
      </Button>
      <Button size="sm" variant="ghost" onClick={() => setAsking("matching")}>
        {t("scores.removeMatching")}
      </Button>
      <Confirm
        open={asking !== null}
        onOpenChange={(open) => !open && setAsking(null)}
        title={asking === "matching" ? t("scores.removeMatchingAsk") : t("scores.removeChosenAsk", { count })}
        description={t("scores.removeWhy")}
        action={t("scores.removeChosen")}
        busy={remove.isPending}
        onConfirm={run}
      />
    </ChosenBar>
  );
}
