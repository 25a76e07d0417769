/** Begins a new item of a dataset. */
import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";

export function NewItemButton({ onClick }: { onClick: () => void }) {
  const t = useT();
  return (
    <Button onClick={onClick}>
      <Plus aria-hidden />
      {t("datasets.newItem")}
    </Button>
  );
}
