/** Searches that are ready to be chosen. */
import { Bookmark, ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from "@/components/ui/menu";
import { useT } from "@/i18n";
import { PRESETS } from "./presets";
import type { Subject } from "./queries";

interface View {
  filter: string;
  rows: Subject;
}

export function ViewMenu({ filter, onChoose }: { filter: string; onChoose: (view: View) => void }) {
  const t = useT();
  const current = PRESETS.find((preset) => preset.filter === filter);
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button>
          <Bookmark className="text-faint" aria-hidden />
          <span className="max-md:sr-only">{current ? t(current.label) : t("tracing.views")}</span>
          <ChevronDown className="size-3.5! text-faint" aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end" className="w-76">
        <MenuLabel>{t("tracing.presets")}</MenuLabel>
        {PRESETS.map((preset) => (
          <MenuItem key={preset.label} onSelect={() => onChoose(preset)}>
            <span className="min-w-0 flex-1">
              {t(preset.label)}
              <span className="block truncate font-mono text-2xs text-faint">{preset.filter}</span>
            </span>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
