/** Searches that come with the app, as items of the menu of views. */
import { MenuItem, MenuLabel } from "@/components/ui/menu";
import { useT } from "@/i18n";
import { PRESETS } from "./presets";
import type { Subject } from "./queries";

export function PresetItems({ onChoose }: { onChoose: (preset: { filter: string; rows: Subject }) => void }) {
  const t = useT();
  return (
    <>
      <MenuLabel>{t("tracing.presets")}</MenuLabel>
      {PRESETS.map((preset) => (
        <MenuItem key={preset.label} onSelect={() => onChoose(preset)}>
          <span className="min-w-0 flex-1">
            {t(preset.label)}
            <span className="block truncate font-mono text-2xs text-faint">{preset.filter}</span>
          </span>
        </MenuItem>
      ))}
    </>
  );
}
