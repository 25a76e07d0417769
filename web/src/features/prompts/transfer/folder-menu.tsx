/** What is done to all prompts, or to those of a folder: export, import, copy, delete. */
import { Copy, Download, MoreHorizontal, Trash2, Upload } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { useT } from "@/i18n";
import { ImportDialog } from "./import-dialog";
import { OneLineDialog } from "./one-line-dialog";
import { saveExport } from "./save-export";
import { useDeleteFolder, useDuplicateFolder } from "./transfer-queries";

interface FolderMenuProps {
  projectId: string;
  folder: string | undefined;
  mayWrite: boolean;
  onOpen: (folder: string | undefined) => void;
}

export function FolderMenu({ projectId, folder, mayWrite, onOpen }: FolderMenuProps) {
  const t = useT();
  const [open, setOpen] = useState<"import" | "copy" | "delete" | null>(null);
  const copy = useDuplicateFolder(projectId);
  const remove = useDeleteFolder(projectId);
  const close = () => setOpen(null);
  const exportIt = () => saveExport(projectId, folder ?? "prompts", { folder });
  const done = (next: string | undefined) => () => {
    close();
    onOpen(next);
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="icon" variant="ghost" aria-label={t("actions.more")}>
            <MoreHorizontal aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={exportIt}>
            <Download aria-hidden />
            {folder === undefined ? t("prompts.exportAll") : t("prompts.exportFolder")}
          </MenuItem>
          {mayWrite && (
            <MenuItem onSelect={() => setOpen("import")}>
              <Upload aria-hidden />
              {t("prompts.import")}
            </MenuItem>
          )}
          {mayWrite && folder !== undefined && (
            <>
              <MenuItem onSelect={() => setOpen("copy")}>
                <Copy aria-hidden />
                {t("prompts.duplicateFolder")}
              </MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setOpen("delete")}>
                <Trash2 aria-hidden />
                {t("prompts.deleteFolder")}
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      {open === "import" && <ImportDialog projectId={projectId} onClose={close} />}
      {open === "copy" && folder !== undefined && (
        <OneLineDialog
          title={t("prompts.duplicateFolder")}
          label={t("forms.folder")}
          hint={t("prompts.nameHint")}
          initial={`${folder}-copy`}
          busy={copy.isPending}
          error={copy.error?.message}
          onClose={close}
          onSave={(name) => copy.mutate({ folder, new_folder: name }, { onSuccess: done(name) })}
        />
      )}
      <Confirm
        open={open === "delete"}
        onOpenChange={(asked) => !asked && close()}
        title={t("prompts.deleteFolderAsk", { name: folder ?? "" })}
        description={t("prompts.deleteWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() => folder !== undefined && remove.mutate(folder, { onSuccess: done(undefined) })}
      />
    </>
  );
}
