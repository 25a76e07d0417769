/** Refresh now, every so often, or live. The value stands in the page's URL: `live`, or seconds, 0 for off. */
import { ChevronDown, Radio, RefreshCw } from "lucide-react";
import { type CountedKey, type Translate, useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { REFRESH_SECONDS } from "@/lib/time-range";
import { Button } from "./ui/button";
import { Menu, MenuContent, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "./ui/menu";
import { Tip } from "./ui/tooltip";

export type Refresh = "live" | number;

export function parseRefresh(value: unknown): Refresh {
  if (value === "live") return "live";
  const seconds = Number(value);
  return (REFRESH_SECONDS as readonly number[]).includes(seconds) ? seconds : 0;
}

function secondsLabel(seconds: number, t: Translate): string {
  if (seconds === 0) return t("time.off");
  return seconds < 60 ? t.count("time.unit_s" as CountedKey, seconds) : t.count("time.unit_m", seconds / 60);
}

interface RefreshControlProps {
  value: Refresh;
  onChange: (value: Refresh) => void;
  onRefresh: () => void;
  fetching: boolean;
  /** Lists with a live feed offer it. */
  live?: boolean;
}

export function RefreshControl({ value, onChange, onRefresh, fetching, live = false }: RefreshControlProps) {
  const t = useT();
  const chosen = value === "live" ? t("time.live") : value > 0 ? secondsLabel(value, t) : "";
  return (
    <div className="inline-flex shrink-0">
      <Tip content={t("time.refreshNow")}>
        <Button className="rounded-r-none border-r-0" size="icon" aria-label={t("time.refreshNow")} onClick={onRefresh}>
          <RefreshCw className={cn("text-faint", fetching && "animate-spin")} aria-hidden />
        </Button>
      </Tip>
      <Menu>
        <MenuTrigger asChild>
          <Button
            className={cn("rounded-l-none px-2", value === "live" && "text-success-text")}
            aria-label={chosen ? `${t("time.updates")}: ${chosen}` : t("time.updates")}
          >
            {value === "live" && (
              <span className="relative flex size-2" aria-hidden>
                <span className="absolute inline-flex size-full animate-ping rounded-full bg-success opacity-60" />
                <span className="relative inline-flex size-2 rounded-full bg-success" />
              </span>
            )}
            {chosen && <span className="tabular">{chosen}</span>}
            <ChevronDown className="size-3.5! text-faint" aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuLabel>{t("time.autoRefresh")}</MenuLabel>
          <MenuRadioGroup value={String(value)} onValueChange={(next) => onChange(parseRefresh(next))}>
            {live && (
              <MenuRadioItem value="live">
                <Radio className="text-success-text!" aria-hidden />
                <span>
                  {t("time.live")}
                  <span className="block text-faint text-xs">{t("time.liveHint")}</span>
                </span>
              </MenuRadioItem>
            )}
            {REFRESH_SECONDS.map((seconds) => (
              <MenuRadioItem key={seconds} value={String(seconds)}>
                {secondsLabel(seconds, t)}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
    </div>
  );
}
