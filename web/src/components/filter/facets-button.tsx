/** Shows and hides the facets of a table; on a phone it opens them over the page. */
import { ListFilter, PanelLeft } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { usePhone } from "@/lib/media";

export function FacetsButton({ shown, onClick }: { shown: boolean; onClick: () => void }) {
  const t = useT();
  const phone = usePhone();
  return (
    <Button
      size="icon"
      aria-label={shown && !phone ? t("filter.hideFacets") : t("filter.showFacets")}
      aria-pressed={phone ? undefined : shown}
      onClick={onClick}
    >
      {phone ? <ListFilter aria-hidden /> : <PanelLeft aria-hidden />}
    </Button>
  );
}
