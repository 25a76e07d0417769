/** What is done to a prompt as a whole: rename, tags, delete. */
import { MoreHorizontal, Pencil, Tags, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type PromptDetail, useDeletePrompt, useRename, useSetTags } from "./queries";

interface PromptMenuProps {
  projectId: string;
  prompt: PromptDetail;
  onGone: () => void;
}

export function PromptMenu({ projectId, prompt, onGone }: PromptMenuProps) {
  const t = useT();
  const [open, setOpen] = useState<"rename" | "tags" | "delete" | null>(null);
  const rename = useRename(projectId, prompt.id);
  const tag = useSetTags(projectId, prompt.id);
  const remove = useDeletePrompt(projectId, prompt.id);
  const close = () => setOpen(null);
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="icon" variant="ghost" aria-label={t("common.more")}>
            <MoreHorizontal aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end">
          <MenuItem onSelect={() => setOpen("rename")}>
            <Pencil aria-hidden />
            {t("common.rename")}
          </MenuItem>
          <MenuItem onSelect={() => setOpen("tags")}>
            <Tags aria-hidden />
            {t("prompts.tags")}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setOpen("delete")}>
            <Trash2 aria-hidden />
            {t("common.delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
      {open === "rename" && (
        <OneLine
          title={t("common.rename")}
          label={t("common.name")}
          hint={t("prompts.renameHint")}
          initial={prompt.name}
          busy={rename.isPending}
          error={rename.error?.message}
          onClose={close}
          onSave={(name) => rename.mutate(name.trim(), { onSuccess: close })}
        />
      )}
      {open === "tags" && (
        <OneLine
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
      <Confirm
        open={open === "delete"}
        onOpenChange={(asked) => !asked && close()}
        title={t("prompts.deleteAsk", { name: prompt.name })}
        description={t("prompts.deleteWhy")}
        action={t("common.delete")}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              toast.success(t("common.deleted"));
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

interface OneLineProps {
  title: string;
  label: string;
  hint: string;
  initial: string;
  mayBeEmpty?: boolean;
  busy: boolean;
  error: string | undefined;
  onClose: () => void;
  onSave: (text: string) => void;
}

function OneLine({ title, label, hint, initial, mayBeEmpty = false, busy, error, onClose, onSave }: OneLineProps) {
  const t = useT();
  const [text, setText] = useState(initial);
  const valid = mayBeEmpty || text.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (valid) onSave(text);
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={label} hint={hint} error={error}>
          {(control) => <Input {...control} autoFocus value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <Button type="submit" variant="primary" className="self-end" busy={busy} disabled={!valid}>
          {t("common.save")}
        </Button>
      </form>
    </Dialog>
  );
}
