/** One request: when it came, with which key, what was taken of it, what was refused and why, and the traces it was about. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { keysQuery } from "@/api/keys";
import type { components } from "@/api/schema.gen";
import { Moment } from "@/components/moment";
import { Badge, type Tone } from "@/components/ui/badge";
import { useT } from "@/i18n";
import { formatBytes } from "@/lib/format";
import type { ReceiptState } from "./queries";

const TONES: Record<ReceiptState, Tone> = { durable: "warning", stored: "success", failed: "danger" };

/** A request may be about hundreds: nobody walks through the links of all of them to the next one. */
const FIRST_TRACES = 10;

export function ReceiptRow({ projectId, receipt }: { projectId: string; receipt: components["schemas"]["ReceiptView"] }) {
  const t = useT();
  const keys = useQuery(keysQuery(projectId));
  const key = keys.data?.data.find((one) => one.id === receipt.key_id);
  const facts = [
    key && (key.note || key.public_key),
    receipt.kind,
    receipt.sdk_name && `${receipt.sdk_name} ${receipt.sdk_version}`,
    formatBytes(receipt.body_bytes),
  ];
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <Badge tone={TONES[receipt.state]}>{t(`instance.state_${receipt.state}`)}</Badge>
        <Moment iso={receipt.received_at} milliseconds className="tabular text-soft text-xs" />
        <span className="tabular">{t.count("instance.accepted", receipt.accepted)}</span>
        {receipt.rejected > 0 && (
          <span className="tabular text-danger-text">{t.count("instance.rejected", receipt.rejected)}</span>
        )}
        <span className="ml-auto min-w-0 truncate text-faint text-xs">{facts.filter(Boolean).join(" · ")}</span>
      </div>
      {receipt.reasons.map((reason, index) => (
        <p key={index} className="mt-1 break-words text-danger-text text-xs">
          {reason}
        </p>
      ))}
      <p className="mt-1 flex max-h-16 flex-wrap gap-x-3 overflow-y-auto font-mono text-2xs text-faint">
        {receipt.trace_ids.slice(0, FIRST_TRACES).map((traceId) =>
          receipt.state === "stored" ? (
            <Link
              key={traceId}
              to="/projects/$projectId/traces/$traceId"
              params={{ projectId, traceId }}
              className="hover:text-accent-text hover:underline"
            >
              {traceId}
            </Link>
          ) : (
            <span key={traceId}>{traceId}</span>
          ),
        )}
        {receipt.trace_ids.length > FIRST_TRACES && (
          <span>{t.count("instance.moreTraces", receipt.trace_ids.length - FIRST_TRACES)}</span>
        )}
      </p>
    </li>
  );
}
