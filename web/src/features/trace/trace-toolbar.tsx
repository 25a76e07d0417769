/** Above the steps: how to look at them, search inside the trace, what to show beside each. */
import {
  ChevronDown,
  ChevronsDownUp,
  ChevronsUpDown,
  ChevronUp,
  GanttChart,
  ListTree,
  ScrollText,
  Search,
  SlidersHorizontal,
  Waypoints,
} from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import {
  Menu,
  MenuCheckboxItem,
  MenuContent,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import { useShortcut } from "@/lib/shortcuts";
import type { Playback } from "./playback/playback";
import { PlayButton } from "./playback/transport";
import type { ViewOptions } from "./view-options";
import type { TraceViewName } from "./views";

const LEVELS = ["DEBUG", "DEFAULT", "WARNING", "ERROR"] as const;
const SWITCHES = ["duration", "cost", "tokens", "scores", "heat", "compressGaps"] as const;

interface ToolbarProps {
  view: TraceViewName;
  onView: (view: TraceViewName) => void;
  options: ViewOptions;
  onOptions: (options: ViewOptions) => void;
  words: string;
  onWords: (words: string) => void;
  problem: Error | null;
  hits: string[] | null;
  selected: string | null;
  onSelect: (id: string) => void;
  onFoldAll: (folded: boolean) => void;
  playback: Playback;
}

export function TraceToolbar(props: ToolbarProps) {
  const { view, onView } = props;
  const t = useT();
  return (
    <div className="@container flex shrink-0 flex-col gap-1.5 border-line border-b px-2 py-1.5">
      <div className="flex flex-wrap items-center gap-1">
        <Segmented
          value={view}
          onValueChange={onView}
          aria-label={t("trace.view")}
          className="h-7"
          options={[
            { value: "tree", label: <ListTree aria-hidden />, "aria-label": t("trace.tree") },
            { value: "timeline", label: <GanttChart aria-hidden />, "aria-label": t("trace.timeline") },
            { value: "graph", label: <Waypoints aria-hidden />, "aria-label": t("trace.graph") },
            { value: "log", label: <ScrollText aria-hidden />, "aria-label": t("trace.log") },
          ]}
        />
        <SearchBox {...props} />
        <Button variant="ghost" size="icon-sm" aria-label={t("trace.foldAll")} onClick={() => props.onFoldAll(true)}>
          <ChevronsDownUp aria-hidden />
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={t("trace.unfoldAll")} onClick={() => props.onFoldAll(false)}>
          <ChevronsUpDown aria-hidden />
        </Button>
        {view !== "log" && <PlayButton playback={props.playback} />}
        <OptionsMenu {...props} />
      </div>
      {props.problem && props.words.trim() !== "" && (
        <p role="alert" className="px-1 text-danger-text text-xs">
          {props.problem.message}
        </p>
      )}
    </div>
  );
}

function SearchBox({ words, onWords, hits, selected, onSelect }: ToolbarProps) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  useShortcut({ keys: "f", label: t("trace.searchTrace"), group: t("trace.shortcuts") }, () => input.current?.focus());
  const place = hits && selected ? hits.indexOf(selected) : -1;
  const step = (by: number) => {
    if (!hits || hits.length === 0) return;
    const next = hits[(place + by + hits.length) % hits.length];
    if (next) onSelect(next);
  };
  return (
    <div className="order-last flex min-w-28 flex-1 basis-full items-center gap-1 rounded-md bg-sunken px-1.5 @sm:order-none @sm:basis-0 ring-1 ring-line ring-inset focus-within:ring-ring">
      <Search className="size-3.5 shrink-0 text-faint" aria-hidden />
      <Input
        ref={input}
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
          if (event.key === "Escape") onWords("");
        }}
        placeholder={t("trace.searchTrace")}
        aria-label={t("trace.searchTrace")}
        className="h-7 min-w-0 flex-1 border-transparent bg-transparent px-0 text-xs shadow-none focus-visible:outline-none"
      />
      {hits && (
        <>
          <span className="shrink-0 text-faint text-xs tabular-nums" aria-live="polite">
            {place >= 0 ? `${place + 1}/` : ""}
            {hits.length}
          </span>
          <Button variant="ghost" size="icon-sm" className="size-5" aria-label={t("trace.previousHit")} onClick={() => step(-1)}>
            <ChevronUp aria-hidden />
          </Button>
          <Button variant="ghost" size="icon-sm" className="size-5" aria-label={t("trace.nextHit")} onClick={() => step(1)}>
            <ChevronDown aria-hidden />
          </Button>
        </>
      )}
    </div>
  );
}

function OptionsMenu({ options, onOptions }: ToolbarProps) {
  const t = useT();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("trace.options")}>
          <SlidersHorizontal aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>{t("trace.show")}</MenuLabel>
        {SWITCHES.map((name) => (
          <MenuCheckboxItem
            key={name}
            checked={options[name]}
            onCheckedChange={(on) => onOptions({ ...options, [name]: on === true })}
            onSelect={(event) => event.preventDefault()}
          >
            {t(`trace.option_${name}`)}
          </MenuCheckboxItem>
        ))}
        <MenuSeparator />
        <MenuLabel>{t("trace.minimumLevel")}</MenuLabel>
        <MenuRadioGroup
          value={options.minimumLevel}
          onValueChange={(level) => onOptions({ ...options, minimumLevel: LEVELS.find((one) => one === level) ?? "DEBUG" })}
        >
          {LEVELS.map((level) => (
            <MenuRadioItem key={level} value={level}>
              {t(`trace.level_${level}`)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
