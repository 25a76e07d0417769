/** The menu of saved views: choose one, save what is shown, make it the default, rename, delete, copy its link. */
import { Bookmark, ChevronDown, Link2, Pencil, RotateCcw, Save, Star, Trash2, UserRound, UsersRound } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useMay } from "@/api/me";
import { type SavedView, useChangeView, useDeleteView } from "@/api/views";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { copyText } from "@/lib/clipboard";
import type { ViewInUse } from "./use-view";
import { NO_VIEW, toSearch } from "./view-state";

const SaveViewDialog = lazy(async () => ({ default: (await import("./view-dialogs")).SaveViewDialog }));
const NameViewDialog = lazy(async () => ({ default: (await import("./view-dialogs")).NameViewDialog }));

interface ViewMenuProps {
  use: ViewInUse;
  /** Searches that come with the app, as menu items. */
  presets?: ReactNode;
  /** The label of the preset in use, shown when no view is. */
  preset?: string;
}

type Asking = "save" | "rename" | "delete" | null;

export function ViewMenu({ use, presets, preset }: ViewMenuProps) {
  const t = useT();
  const [asking, setAsking] = useState<Asking>(null);
  // Held here: what stands in the menu is gone as soon as it is chosen.
  const change = useChangeView(use.projectId, use.table);
  const { view, views } = use;
  const choose = (id: string) => {
    const chosen = views.find((one) => one.id === id);
    use.apply(toSearch(chosen));
    const lost = chosen ? use.lost(chosen) : [];
    if (lost.length > 0) toast(t("views.lost", { parts: lost.join(", ") }));
  };
  const group = (label: string, list: SavedView[]) =>
    list.length > 0 && (
      <>
        <MenuLabel>{label}</MenuLabel>
        {list.map((one) => (
          <MenuRadioItem key={one.id} value={one.id}>
            <span className="min-w-0 flex-1 truncate">{one.name}</span>
            {one.is_default && <Star className="fill-current" aria-label={t("views.default")} />}
          </MenuRadioItem>
        ))}
      </>
    );
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button>
            <Bookmark className={view ? "text-accent-text" : "text-faint"} aria-hidden />
            <span className="max-w-40 truncate max-md:sr-only">{view?.name ?? preset ?? t("tracing.views")}</span>
            {use.changed && <span className="size-1.5 rounded-full bg-warning" title={t("views.changed")} />}
            <ChevronDown className="size-3.5! text-faint" aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end" className="w-76">
          <MenuRadioGroup value={view?.id ?? NO_VIEW} onValueChange={choose}>
            {group(
              t("views.mine"),
              views.filter((one) => one.is_personal),
            )}
            {group(
              t("views.project"),
              views.filter((one) => !one.is_personal),
            )}
            {view && <MenuRadioItem value={NO_VIEW}>{t("views.none")}</MenuRadioItem>}
          </MenuRadioGroup>
          <ViewActions use={use} change={change} onAsk={setAsking} />
          {presets && (
            <>
              <MenuSeparator />
              {presets}
            </>
          )}
        </MenuContent>
      </Menu>
      <Suspense fallback={null}>
        {asking === "save" && <SaveViewDialog use={use} onClose={() => setAsking(null)} />}
        {asking === "rename" && view && <NameViewDialog use={use} view={view} onClose={() => setAsking(null)} />}
      </Suspense>
      {view && <DeleteView use={use} view={view} open={asking === "delete"} onClose={() => setAsking(null)} />}
    </>
  );
}

interface ViewActionsProps {
  use: ViewInUse;
  change: ReturnType<typeof useChangeView>;
  onAsk: (asking: Asking) => void;
}

function ViewActions({ use, change, onAsk }: ViewActionsProps) {
  const t = useT();
  const { view, state } = use;
  const mayShare = useMay("views:write");
  const may = view !== null && (view.is_personal || mayShare);
  return (
    <>
      {use.views.length > 0 && <MenuSeparator />}
      {view && use.changed && may && (
        <MenuItem
          onSelect={() =>
            change.mutate(
              { id: view.id, state },
              {
                onSuccess: () => {
                  use.forgetChanges();
                  toast.success(t("views.saved", { name: view.name }));
                },
              },
            )
          }
        >
          <Save aria-hidden />
          {t("views.overwrite", { name: view.name })}
        </MenuItem>
      )}
      {view && use.changed && (
        <MenuItem
          onSelect={() => {
            use.forgetChanges();
            use.apply(toSearch(view));
          }}
        >
          <RotateCcw aria-hidden />
          {t("views.revert")}
        </MenuItem>
      )}
      <MenuItem onSelect={() => onAsk("save")}>
        <Bookmark aria-hidden />
        {t("views.saveNew")}
      </MenuItem>
      {view && may && (
        <MenuItem onSelect={() => change.mutate({ id: view.id, is_default: !view.is_default })}>
          {view.is_personal ? <UserRound aria-hidden /> : <UsersRound aria-hidden />}
          {t(view.is_default ? "views.notDefault" : view.is_personal ? "views.makeMine" : "views.makeProject")}
        </MenuItem>
      )}
      {view && may && (
        <MenuItem onSelect={() => onAsk("rename")}>
          <Pencil aria-hidden />
          {t("views.rename")}
        </MenuItem>
      )}
      <MenuItem onSelect={async () => (await copyText(location.href)) && toast.success(t("views.linkCopied"))}>
        <Link2 aria-hidden />
        {t("views.copyLink")}
      </MenuItem>
      {view && may && (
        <MenuItem danger onSelect={() => onAsk("delete")}>
          <Trash2 aria-hidden />
          {t("views.delete")}
        </MenuItem>
      )}
    </>
  );
}

function DeleteView({ use, view, open, onClose }: { use: ViewInUse; view: SavedView; open: boolean; onClose: () => void }) {
  const t = useT();
  const remove = useDeleteView(use.projectId, use.table);
  return (
    <Confirm
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t("views.deleteAsk", { name: view.name })}
      description={t(view.is_personal ? "views.deleteMine" : "views.deleteShared")}
      action={t("actions.delete")}
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(view.id, {
          onSuccess: () => {
            onClose();
            use.apply({ view: NO_VIEW });
          },
        })
      }
    />
  );
}
