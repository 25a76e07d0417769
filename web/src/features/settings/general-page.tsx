import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useMay, useProject } from "@/api/me";
import { CopyButton } from "@/components/copy-button";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { BROWSER_ZONE } from "@/lib/time";
import { useChangeProject, useDeleteProject } from "./queries";

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

/** Name, time zone, retention; deleting the project. */
export function GeneralPage() {
  const t = useT();
  const project = useProject();
  const may = useMay("project:update");
  const change = useChangeProject(project.id);
  const [name, setName] = useState(project.name);
  const [zone, setZone] = useState(project.time_zone);
  const [days, setDays] = useState(project.retention_days ? String(project.retention_days) : "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { name, time_zone: zone, retention_days: days === "" ? null : Number(days) },
      { onSuccess: () => toast.success(t("states.saved")) },
    );
  };
  return (
    <>
      <Section title={t("settings.general")}>
        <form onSubmit={submit}>
          <fieldset disabled={!may} className="flex max-w-md flex-col gap-4">
            <Field label={t("settings.projectName")}>
              {(control) => (
                <Input {...control} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
              )}
            </Field>
            <Field label={t("settings.timeZone")} hint={t("settings.timeZoneWhy", { zone: BROWSER_ZONE })}>
              {(control) => (
                <>
                  <Input
                    {...control}
                    list="time-zones"
                    required
                    value={zone}
                    onFocus={(event) => event.target.select()} // typing begins anew: the list offers what fits the text
                    onChange={(event) => setZone(event.target.value)}
                  />
                  <datalist id="time-zones">
                    {ZONES.map((one) => (
                      <option key={one} value={one} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
            <Field label={t("settings.retention")} hint={t("settings.retentionWhy")}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={1}
                  placeholder={t("settings.retentionForever")}
                  value={days}
                  onChange={(event) => setDays(event.target.value)}
                />
              )}
            </Field>
            {may && (
              <Button type="submit" variant="primary" className="self-start" busy={change.isPending}>
                {t("actions.save")}
              </Button>
            )}
          </fieldset>
        </form>
      </Section>
      <Section title={t("settings.projectId")} description={t("settings.projectIdWhy")}>
        <div className="flex items-center gap-1">
          <code className="rounded-md bg-sunken px-2 py-1 font-mono text-xs">{project.id}</code>
          <CopyButton text={project.id} label={t("settings.copyProjectId")} />
        </div>
      </Section>
      {project.permissions.includes("project:delete") && <DeleteProject />}
    </>
  );
}

function DeleteProject() {
  const t = useT();
  const project = useProject();
  const navigate = useNavigate();
  const remove = useDeleteProject(project.id);
  const [open, setOpen] = useState(false);
  return (
    <Section title={t("settings.deleteProject")} description={t("settings.deleteProjectWhy")}>
      <Button variant="danger" onClick={() => setOpen(true)}>
        {t("settings.deleteProject")}
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t("settings.deleteProjectAsk", { name: project.name })}
        description={t("settings.deleteProjectWhy")}
        action={t("actions.delete")}
        word={project.name}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => navigate({ to: "/" }) })}
      />
    </Section>
  );
}
