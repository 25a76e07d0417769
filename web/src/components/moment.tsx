import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { formatDateTime, formatRelative, formatRowTime } from "@/lib/time";
import { useZone } from "@/lib/zone";

interface MomentProps {
  iso: string | null | undefined;
  /** "ago" reads "4 minutes ago"; "full" is the date and time, "row" the same in the little room of a table. The other one is the title. */
  form?: "ago" | "full" | "row";
  milliseconds?: boolean;
  className?: string;
}

/** A moment in the project's time zone. */
export function Moment({ iso, form = "full", milliseconds, className }: MomentProps) {
  const t = useT();
  const zone = useZone();
  if (!iso) return <span className={className}>–</span>;
  const full = formatDateTime(iso, zone, { milliseconds });
  const ago = formatRelative(iso, t.locale);
  if (form === "row") {
    const exact = formatDateTime(iso, zone, { milliseconds: true });
    return (
      <time dateTime={iso} title={`${exact} (${zone}), ${ago}`} className={cn("truncate", className)}>
        {formatRowTime(iso, zone, t.locale)}
      </time>
    );
  }
  return (
    <time dateTime={iso} title={form === "ago" ? `${full} (${zone})` : `${ago} (${zone})`} className={className}>
      {form === "ago" ? ago : full}
    </time>
  );
}
