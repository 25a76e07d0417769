/** Chooses a relative or a fixed range of time. The value is a TimeRange; the page keeps it in its URL. */
import { CalendarClock, ChevronDown } from "lucide-react";
import { useState } from "react";
import { type CountedKey, type Translate, useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { usePhone } from "@/lib/media";
import { formatDateTime, fromZonedInput, toZonedInput } from "@/lib/time";
import { parseRange, resolveRange, TABLE_RANGES, type TimeRange } from "@/lib/time-range";
import { useZone } from "@/lib/zone";
import { Button } from "./ui/button";
import { Field } from "./ui/field";
import { Input } from "./ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "./ui/popover";

/** "Last 24 hours" ("24 hours" where there is little room), or both ends of a fixed range. */
export function rangeLabel(range: TimeRange, t: Translate, zone: string, short = false): string {
  if (range.kind === "relative") {
    const amount = spanLabel(range.text, t);
    return short ? amount : t("time.last", { amount });
  }
  const from = formatDateTime(range.from, zone, { seconds: false });
  const to = formatDateTime(range.to, zone, { seconds: false });
  return from.slice(0, 10) === to.slice(0, 10) ? `${from} – ${to.slice(11)}` : `${from} – ${to}`;
}

function spanLabel(text: string, t: Translate): string {
  if (text === "1d") return t.count("time.unit_h", 24); // "the last 1 day" is nobody's word
  const unit = text.slice(-1);
  return t.count(`time.unit_${unit}` as CountedKey, Number(text.slice(0, -1)));
}

interface TimeRangePickerProps {
  value: TimeRange;
  onChange: (range: TimeRange) => void;
  ranges?: readonly string[];
  className?: string;
}

export function TimeRangePicker({ value, onChange, ranges = TABLE_RANGES, className }: TimeRangePickerProps) {
  const t = useT();
  const zone = useZone();
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const choose = (range: TimeRange) => {
    onChange(range);
    setOpen(false);
  };
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button className={cn("tabular min-w-0 max-md:px-2", className)} title={rangeLabel(value, t, zone)}>
          <CalendarClock className="text-faint max-md:hidden" aria-hidden />
          <span className="min-w-0 max-w-64 truncate">{rangeLabel(value, t, zone, phone)}</span>
          <ChevronDown className="size-3.5! text-faint" aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="flex w-auto max-w-[calc(100vw-1rem)] flex-wrap p-0">
        <div className="grid w-44 content-start p-1">
          {ranges.map((text) => {
            const range = parseRange(text);
            const active = value.kind === "relative" && value.text === text;
            return (
              <button
                key={text}
                type="button"
                aria-pressed={active}
                onClick={() => choose(range)}
                className={cn("rounded-sm px-2 py-1 text-left text-sm hover:bg-hover", active && "bg-selected font-medium")}
              >
                {rangeLabel(range, t, zone)}
              </button>
            );
          })}
        </div>
        <FixedRange key={String(open)} value={value} zone={zone} onChoose={choose} />
      </PopoverContent>
    </Popover>
  );
}

function FixedRange({ value, zone, onChoose }: { value: TimeRange; zone: string; onChoose: (range: TimeRange) => void }) {
  const t = useT();
  const [initial] = useState(() => resolveRange(value, new Date()));
  const [from, setFrom] = useState(() => toZonedInput(new Date(initial.from), zone));
  const [to, setTo] = useState(() => toZonedInput(new Date(initial.to), zone));
  const start = fromZonedInput(from, zone);
  const end = fromZonedInput(to, zone);
  const valid = start !== null && end !== null && start < end;
  return (
    <form
      className="flex w-60 flex-col gap-3 border-line p-3 max-sm:border-t sm:border-l"
      onSubmit={(event) => {
        event.preventDefault();
        if (valid) onChoose({ kind: "absolute", from: start.toISOString(), to: end.toISOString() });
      }}
    >
      <p className="eyebrow">{t("time.absolute")}</p>
      <Field label={t("time.from")}>
        {(control) => <Input {...control} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />}
      </Field>
      <Field label={t("time.to")} error={valid ? undefined : t("time.badRange")}>
        {(control) => <Input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />}
      </Field>
      <Button type="submit" variant="primary" disabled={!valid}>
        {t("time.apply")}
      </Button>
      <p className="text-faint text-xs">{t("time.zone", { zone })}</p>
    </form>
  );
}
