import { useT } from "@/i18n";
import { formatDateTime, formatRelative } from "@/lib/time";
import { useZone } from "@/lib/zone";

interface MomentProps {
  iso: string | null | undefined;
  /** "ago" reads "4 minutes ago"; "full" is the date and time. The other one is the title. */
  form?: "ago" | "full";
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
  return (
    <time dateTime={iso} title={form === "ago" ? `${full} (${zone})` : `${ago} (${zone})`} className={className}>
      {form === "ago" ? ago : full}
    </time>
  );
}
