/** Two people changed the same session: nothing is lost until somebody decides. */
import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

interface ConflictProps {
  onReload: () => void;
  onOverwrite: () => Promise<boolean>;
  onCopy: () => Promise<void>;
}

export function Conflict({ onReload, onOverwrite, onCopy }: ConflictProps) {
  const t = useT();
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 bg-warning-soft px-4 py-2 text-sm text-warning-text">
      <TriangleAlert className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 flex-1">{t("playground.conflict")}</span>
      <Button size="sm" onClick={() => void onCopy()}>
        {t("playground.keepAsCopy")}
      </Button>
      <Button size="sm" onClick={onReload}>
        {t("playground.takeTheirs")}
      </Button>
      <Button size="sm" variant="danger" onClick={() => void onOverwrite()}>
        {t("playground.keepMine")}
      </Button>
    </div>
  );
}
