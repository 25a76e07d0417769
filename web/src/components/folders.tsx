/** What lists with folders share: searching by words, the way back up, a folder's line. Folders are parts of names, divided by `/`. */
import { ChevronRight, Folder } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";

const TYPING_PAUSE_MS = 250;

interface SearchFieldProps {
  label: string;
  value: string | undefined;
  onSearch: (words: string | undefined) => void;
}

/** Searches once typing has paused. */
export function SearchField({ label, value = "", onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onSearch(typed || undefined), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <Input
      type="search"
      className="max-w-80"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

interface FolderTrailProps {
  folder: string;
  /** What the place without a folder is called. */
  top: string;
  onOpen: (folder: string | undefined) => void;
}

export function FolderTrail({ folder, top, onOpen }: FolderTrailProps) {
  const t = useT();
  const parts = folder.split("/");
  return (
    <nav aria-label={t("forms.folder")} className="mb-3 flex flex-wrap items-center gap-1 text-sm">
      <Button variant="link" onClick={() => onOpen(undefined)}>
        {top}
      </Button>
      {parts.map((part, index) => {
        const path = parts.slice(0, index + 1).join("/");
        return (
          <span key={path} className="flex items-center gap-1">
            <ChevronRight className="size-3.5 text-faint" aria-hidden />
            {index === parts.length - 1 ? (
              <span aria-current="page">{part}</span>
            ) : (
              <Button variant="link" onClick={() => onOpen(path)}>
                {part}
              </Button>
            )}
          </span>
        );
      })}
    </nav>
  );
}

interface FolderRowProps {
  path: string;
  /** How much is in it, in words. */
  count: string;
  columns: number;
  onOpen: (folder: string) => void;
}

/** A row of a table. */
export function FolderRow({ path, count, columns, onOpen }: FolderRowProps) {
  return (
    <tr className="hover:bg-hover">
      <td className="px-4 py-2.5" colSpan={columns}>
        <button type="button" className="flex w-full items-center gap-2.5 text-left" onClick={() => onOpen(path)}>
          <Folder className="size-4 shrink-0 text-faint" aria-hidden />
          <span className="truncate font-medium">{path.split("/").at(-1)}</span>
          <span className="shrink-0 text-faint text-xs">{count}</span>
        </button>
      </td>
    </tr>
  );
}
