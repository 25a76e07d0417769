/** Chooses a connection and a model: search over all that the connections offer, or a name of one's own. */

import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, Plus } from "lucide-react";
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import type { Connection } from "../queries";

interface ModelPickerProps {
  projectId: string;
  connections: Connection[];
  provider: string;
  model: string;
  readOnly: boolean;
  /** Says which column it belongs to. */
  letter: string;
  onChange: (provider: string, model: string) => void;
}

export function ModelPicker({ projectId, connections, provider, model, readOnly, letter, onChange }: ModelPickerProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const gone = provider !== "" && !connections.some((one) => one.provider === provider);
  const choose = (nextProvider: string, nextModel: string) => {
    onChange(nextProvider, nextModel);
    setOpen(false);
    setWords("");
  };
  const found = connections.map((one) => ({
    provider: one.provider,
    models: [...new Set([...one.models, ...(one.provider === provider && model ? [model] : [])])].filter((name) =>
      `${one.provider} ${name}`.toLowerCase().includes(words.trim().toLowerCase()),
    ),
  }));
  const own = words.trim();
  const first = found.flatMap((one) => one.models.map((name) => [one.provider, name] as const))[0];
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        disabled={readOnly}
        aria-label={t("playground.modelOf", {
          letter,
          model: `${model || t("playground.chooseModel")}${provider && ` · ${provider}`}`,
        })}
        className={cn(
          "flex h-7 min-w-0 flex-1 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2 text-left text-xs shadow-xs hover:bg-hover",
          (gone || !model) && "border-danger/50",
        )}
      >
        <span className="min-w-0 truncate">
          {model ? <span className="font-medium">{model}</span> : t("playground.chooseModel")}
          {provider && <span className={cn("text-faint", gone && "text-danger-text")}> · {provider}</span>}
        </span>
        <ChevronsUpDown className="ml-auto size-3.5 shrink-0 text-faint" aria-hidden />
      </PopoverTrigger>
      <PopoverContent className="w-80 p-0">
        <div className="sticky top-0 z-10 border-line border-b bg-raised p-2">
          <Input
            autoFocus
            aria-label={t("playground.searchModels")}
            placeholder={t("playground.searchModels")}
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              if (first) choose(...first);
              else if (own) choose(provider || (connections[0]?.provider ?? ""), own);
            }}
          />
        </div>
        <div className="p-1">
          {found.map((one) => (
            <section key={one.provider} aria-label={one.provider}>
              <h3 className="eyebrow px-2 pt-1.5 pb-1">{one.provider}</h3>
              {one.models.map((name) => (
                <button
                  key={name}
                  type="button"
                  aria-pressed={one.provider === provider && name === model}
                  onClick={() => choose(one.provider, name)}
                  className="block w-full truncate rounded-sm px-2 py-1 text-left text-sm hover:bg-hover aria-pressed:bg-selected aria-pressed:font-medium"
                >
                  {name}
                </button>
              ))}
              {own !== "" && !one.models.includes(own) && (
                <button
                  type="button"
                  onClick={() => choose(one.provider, own)}
                  className="flex w-full items-center gap-1.5 rounded-sm px-2 py-1 text-left text-accent-text text-sm hover:bg-hover"
                >
                  <Plus className="size-3.5" aria-hidden />
                  {t("playground.useModel", { model: own })}
                </button>
              )}
            </section>
          ))}
        </div>
        <Link
          to="/projects/$projectId/settings/connections"
          params={{ projectId }}
          className="block border-line border-t px-3 py-2 text-accent-text text-xs hover:underline"
        >
          {t("playground.manageConnections")}
        </Link>
      </PopoverContent>
    </Popover>
  );
}
