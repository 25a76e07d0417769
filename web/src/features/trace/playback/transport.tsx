/** Plays a trace: start and stop, how fast, and where the playhead is. */
import { Pause, Play, X } from "lucide-react";
import { type KeyboardEvent, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import { useT } from "@/i18n";
import { formatDuration, formatNumber } from "@/lib/format";
import { type Playback, SPEEDS } from "./playback";

const STEPS = 1000;

export function PlayButton({ playback }: { playback: Playback }) {
  const t = useT();
  const isOpen = useSyncExternalStore(playback.subscribe, () => playback.read().isOpen);
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={t("trace.playback")}
      aria-pressed={isOpen}
      onClick={() => (isOpen ? playback.close() : playback.open())}
    >
      <Play aria-hidden />
    </Button>
  );
}

export function Transport({ playback }: { playback: Playback }) {
  const t = useT();
  const { isOpen, isPlaying, speed, atMs } = useSyncExternalStore(playback.subscribe, playback.read);
  if (!isOpen) return null;
  const length = playback.tree.lengthMs;
  const label = `${formatDuration(atMs)} / ${formatDuration(length)}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== " " || (event.target as HTMLElement).tagName === "BUTTON") return;
    event.preventDefault();
    playback.toggle();
  };
  return (
    <section
      aria-label={t("trace.playback")}
      onKeyDown={onKeyDown}
      className="flex shrink-0 items-center gap-1.5 border-line border-b px-2 py-1"
    >
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t(isPlaying ? "trace.pause" : "trace.play")}
        onClick={() => playback.toggle()}
      >
        {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Button>
      <input
        type="range"
        min={0}
        max={STEPS}
        step={5}
        value={length > 0 ? Math.round((atMs / length) * STEPS) : 0}
        onChange={(event) => playback.moveTo((Number(event.target.value) / STEPS) * length)}
        aria-label={t("trace.playhead")}
        aria-valuetext={label}
        className="h-4 min-w-0 flex-1 accent-accent"
      />
      <span className="shrink-0 text-right text-soft text-xs tabular-nums">{label}</span>
      <Menu>
        <MenuTrigger asChild>
          <Button
            variant="ghost"
            size="sm"
            aria-label={`${t("trace.speed")} ${formatNumber(speed, t.locale, 2)}×`}
            className="tabular-nums"
          >
            {formatNumber(speed, t.locale, 2)}×
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuRadioGroup value={String(speed)} onValueChange={(next) => playback.setSpeed(Number(next))}>
            {SPEEDS.map((one) => (
              <MenuRadioItem key={one} value={String(one)}>
                {formatNumber(one, t.locale, 2)}×
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        </MenuContent>
      </Menu>
      <Button variant="ghost" size="icon-sm" aria-label={t("trace.endPlayback")} onClick={() => playback.close()}>
        <X aria-hidden />
      </Button>
    </section>
  );
}
