import { CloudOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useConnectionLost } from "@/api/connection";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";

/** Says that the server is away, for as long as it is. */
export function ConnectionBanner() {
  const t = useT();
  const lost = useConnectionLost();
  const before = useRef(lost);
  useEffect(() => {
    // One notice, also when the connection flaps.
    if (before.current && !lost) toast.success(t("errors.connectionBack"), { id: "connection-back" });
    before.current = lost;
  }, [lost, t]);
  return (
    <div role="status" aria-live="polite">
      {lost && (
        <p className="flex items-center justify-center gap-2 bg-warning-soft px-4 py-1.5 font-medium text-warning-text text-xs">
          <CloudOff className="size-3.5" aria-hidden />
          {t("errors.connectionLost")}
        </p>
      )}
    </div>
  );
}
