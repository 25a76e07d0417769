/** The two small forms of saved views: keep what is shown under a name, and change the name. */
import { type FormEvent, useState } from "react";
import { useMay } from "@/api/me";
import { type SavedView, useChangeView, useCreateView } from "@/api/views";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import type { ViewInUse } from "./use-view";
import { toSearch } from "./view-state";

const LONGEST_NAME = 100;

export function SaveViewDialog({ use, onClose }: { use: ViewInUse; onClose: () => void }) {
  const t = useT();
  const create = useCreateView(use.projectId, use.table);
  const mayShare = useMay("views:write");
  const [name, setName] = useState("");
  const [personal, setPersonal] = useState(true);
  const [isDefault, setDefault] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    create.mutate(
      { name: name.trim(), is_personal: personal, is_default: isDefault, state: use.state },
      {
        onSuccess: (view) => {
          toast.success(t("views.saved", { name: view.name }));
          use.forgetChanges();
          use.apply(toSearch(view));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("views.saveNew")} description={t("views.saveWhy")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("forms.name")}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              maxLength={LONGEST_NAME}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {mayShare && (
          <Segmented
            aria-label={t("views.forWhom")}
            className="self-start"
            value={personal ? "mine" : "project"}
            onValueChange={(value) => setPersonal(value === "mine")}
            options={[
              { value: "mine", label: t("views.onlyMe") },
              { value: "project", label: t("views.everyone") },
            ]}
          />
        )}
        <label htmlFor="view-default" className="flex items-center gap-2 text-sm">
          <Checkbox id="view-default" checked={isDefault} onCheckedChange={(on) => setDefault(on === true)} />
          {t(personal ? "views.openMine" : "views.openProject")}
        </label>
        <div className="flex justify-end gap-2">
          <Button type="button" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button type="submit" variant="primary" busy={create.isPending} disabled={!name.trim()}>
            {t("actions.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

export function NameViewDialog({ use, view, onClose }: { use: ViewInUse; view: SavedView; onClose: () => void }) {
  const t = useT();
  const change = useChangeView(use.projectId, use.table);
  const [name, setName] = useState(view.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) change.mutate({ id: view.id, name: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("views.rename")}>
      <form className="flex items-end gap-2" onSubmit={submit}>
        <Field label={t("forms.name")} className="flex-1">
          {(control) => (
            <Input
              {...control}
              autoFocus
              required
              maxLength={LONGEST_NAME}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" busy={change.isPending} disabled={!name.trim()}>
          {t("actions.save")}
        </Button>
      </form>
    </Dialog>
  );
}
