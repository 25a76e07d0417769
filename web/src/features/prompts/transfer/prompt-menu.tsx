/** What is done to a prompt as a whole: rename, tags, copy, export, delete. */
import { Copy, Download, MoreHorizontal, Pencil, Tags, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type PromptDetail, useDeletePrompt, useRename, useSetTags } from "../queries";
import { OneLineDialog } from "./one-line-dialog";
import { saveExport } from "./save-export";
import { useDuplicate } from "./transfer-queries";

interface PromptMenuProps {
  projectId: string;
  prompt: PromptDetail;
  onGone: () => void;
  onCopied: (promptId: string) => void;
}

export function PromptMenu({ projectId, prompt, onGone, onCopied }: PromptMenuProps) {
  const t = useT();
  const [open, setOpen] = useState<"rename" | "tags" | "copy" | "delete" | null>(null);
  const rename = useRename(projectId, prompt.id);
  const tag = useSetTags(projectId, prompt.id);
  const remove = useDeletePrompt(projectId, prompt.id);
  const close = () => setOpen(null);
  const exportIt = () => saveExport(projectId, prompt.name, { name: [prompt.name] });
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="icon" variant="ghost" aria-label={t("actions.more")}>
            <MoreHorizontal aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => setOpen("rename")}>
            <Pencil aria-hidden />
            {t("actions.rename")}
          </MenuItem>
          <MenuItem onSelect={() => setOpen("tags")}>
            <Tags aria-hidden />
            {t("prompts.tags")}
          </MenuItem>
          <MenuItem onSelect={() => setOpen("copy")}>
            <Copy aria-hidden />
            {t("prompts.duplicate")}
          </MenuItem>
          <MenuItem onSelect={exportIt}>
            <Download aria-hidden />
            {t("prompts.export")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setOpen("delete")}>
            <Trash2 aria-hidden />
            {t("actions.delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
      {open === "rename" && (
        <OneLineDialog
          title={t("actions.rename")}
          label={t("forms.name")}
          hint={t("prompts.renameHint")}
          initial={prompt.name}
          busy={rename.isPending}
          error={rename.error?.message}
          onClose={close}
          onSave={(name) => rename.mutate(name, { onSuccess: close })}
        />
      )}
      {open === "tags" && (
        <OneLineDialog
          title={t("prompts.tags")}
          label={t("prompts.tags")}
          hint={t("prompts.tagsHint")}
          initial={prompt.tags.join(", ")}
          mayBeEmpty
          busy={tag.isPending}
          error={tag.error?.message}
          onClose={close}
          onSave={(text) => tag.mutate(splitTags(text), { onSuccess: close })}
        />
      )}
      {open === "copy" && <CopyDialog projectId={projectId} prompt={prompt} onClose={close} onCopied={onCopied} />}
      <Confirm
        open={open === "delete"}
        onOpenChange={(asked) => !asked && close()}
        title={t("prompts.deleteAsk", { name: prompt.name })}
        description={t("prompts.deleteWhy")}
        action={t("actions.delete")}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              toast.success(t("states.deleted"));
              onGone();
            },
          })
        }
      />
    </>
  );
}

function splitTags(text: string): string[] {
  const tags = text.split(",").map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ""))];
}

interface CopyDialogProps {
  projectId: string;
  prompt: PromptDetail;
  onClose: () => void;
  onCopied: (promptId: string) => void;
}

function CopyDialog({ projectId, prompt, onClose, onCopied }: CopyDialogProps) {
  const t = useT();
  const copy = useDuplicate(projectId, prompt.id);
  const [everything, setEverything] = useState(false);
  const newest = prompt.versions[0]?.version ?? null;
  return (
    <OneLineDialog
      title={t("prompts.duplicate")}
      label={t("forms.name")}
      hint={t("prompts.nameHint")}
      initial={`${prompt.name}-copy`}
      busy={copy.isPending}
      error={copy.error?.message}
      onClose={onClose}
      onSave={(name) =>
        copy.mutate({ name, version: everything ? null : newest }, { onSuccess: (made) => onCopied(made.prompt_id) })
      }
    >
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name */}
      <label className="flex items-center gap-2 text-sm">
        <Checkbox checked={everything} onCheckedChange={(on) => setEverything(on === true)} />
        {t("prompts.duplicateAll")}
      </label>
    </OneLineDialog>
  );
}
