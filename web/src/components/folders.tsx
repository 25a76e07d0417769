/** What lists with folders share: searching by words, the way back up, the table. Folders are parts of names, divided by `/`. */
import { ChevronRight, Folder, SearchX } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { EmptyState } from "@/components/empty-state";
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

function FolderTrail({ folder, top, onOpen }: FolderTrailProps) {
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
  onOpen: (folder: string) => void;
}

function FolderRow({ path, count, onOpen }: FolderRowProps) {
  return (
    <tr className="hover:bg-hover">
      {/* Over all columns it would also make room for those that a phone does not show. */}
      <td className="px-4 py-2.5">
        <button type="button" className="flex w-full items-center gap-2.5 text-left" onClick={() => onOpen(path)}>
          <Folder className="size-4 shrink-0 text-faint" aria-hidden />
          <span className="truncate font-medium">{path.split("/").at(-1)}</span>
          <span className="shrink-0 text-faint text-xs">{count}</span>
        </button>
      </td>
    </tr>
  );
}

interface FolderTableProps extends Pick<FolderTrailProps, "top" | "onOpen"> {
  folder: string | undefined;
  /** The folders below, each with how much is in it, in words. */
  folders: { path: string; count: string }[];
  /** Something is searched for: the rows are of any folder, and the way up is not shown. */
  flat: boolean;
  /** What stands there as long as there is nothing at all. */
  empty: ReactNode;
  /** Headings of the columns after the name. */
  headings: { text: string; className: string }[];
  /** A `tr` for each thing. */
  rows: ReactNode[];
}

/** What is in a folder: the way back up, its folders, then its things. */
export function FolderTable({ folder, top, onOpen, folders, flat, empty, headings, rows }: FolderTableProps) {
  const t = useT();
  const nothing = folders.length + rows.length === 0;
  return (
    <>
      {!flat && folder && <FolderTrail folder={folder} top={top} onOpen={onOpen} />}
      {nothing && (flat ? <EmptyState icon={SearchX} title={t("states.noMatches")} /> : empty)}
      {!nothing && (
        <div className="overflow-hidden rounded-lg border border-line bg-surface">
          <table className="w-full table-fixed text-left text-sm">
            <thead className="border-line border-b bg-sunken text-faint text-xs">
              <tr>
                <th className="px-4 py-2 font-medium">{t("forms.name")}</th>
                {headings.map(({ text, className }) => (
                  <th key={text} className={`px-2 py-2 font-medium last:px-4 ${className}`}>
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {folders.map(({ path, count }) => (
                <FolderRow key={path} path={path} count={count} onOpen={onOpen} />
              ))}
              {rows}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
