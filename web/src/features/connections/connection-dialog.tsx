/** Makes or changes a connection. It can be tried before it is saved; an empty key keeps the stored one. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Problem } from "@/components/ui/problem";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { type ConnectionForm, formOf, formOfPreset, toBody } from "./connection-form";
import {
  type Connection,
  type ConnectionBody,
  presetsQuery,
  useDiscoverModels,
  useSaveConnection,
  useTestConnection,
} from "./queries";

interface ConnectionDialogProps {
  projectId: string;
  connection: Connection | null;
  onClose: () => void;
}

export function ConnectionDialog({ projectId, connection, onClose }: ConnectionDialogProps) {
  const t = useT();
  const save = useSaveConnection(projectId);
  const [form, setForm] = useState(() => formOf(connection));
  const set = (change: Partial<ConnectionForm>) => setForm((before) => ({ ...before, ...change }));
  const body = toBody(form, connection === null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body === null) return;
    const done = () => {
      toast.success(t("states.saved"));
      onClose();
    };
    save.mutate(body, { onSuccess: done });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={connection ? t("connections.edit") : t("connections.new")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        {!connection && <PresetSelect projectId={projectId} form={form} onChange={setForm} />}
        <Field label={t("forms.name")} hint={t("connections.nameHint")}>
          {(control) => (
            <Input
              {...control}
              disabled={connection !== null}
              value={form.provider}
              onChange={(event) => set({ provider: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("connections.secret")} hint={connection ? t("connections.secretKept") : t("connections.secretHint")}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              placeholder={connection?.display_secret}
              value={form.secret}
              onChange={(event) => set({ secret: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("connections.baseUrl")} hint={t("connections.baseUrlHint")}>
          {(control) => (
            <Input {...control} type="url" value={form.baseUrl} onChange={(event) => set({ baseUrl: event.target.value })} />
          )}
        </Field>
        <Field label={t("connections.models")} hint={t("connections.modelsHint")}>
          {(control) => (
            <Textarea
              {...control}
              className="font-mono text-xs"
              value={form.models}
              onChange={(event) => set({ models: event.target.value })}
            />
          )}
        </Field>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name */}
        <label className="flex items-center gap-2 text-sm">
          <Checkbox checked={form.withDefaults} onCheckedChange={(on) => set({ withDefaults: on === true })} />
          {t("connections.withDefaults")}
        </label>
        <Field label={t("connections.config")} hint={t("connections.configHint")}>
          {(control) => (
            <Textarea
              {...control}
              aria-invalid={form.provider !== "" && body === null}
              className="font-mono text-xs"
              placeholder="{}"
              value={form.config}
              onChange={(event) => set({ config: event.target.value })}
            />
          )}
        </Field>
        <Limits form={form} stored={connection?.header_names ?? []} onChange={set} />
        <Trial projectId={projectId} body={body} onModels={(models) => set({ models: models.join("\n") })} />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name */}
        <label className="flex items-center gap-2 text-sm">
          <Checkbox checked={form.test} onCheckedChange={(on) => set({ test: on === true })} />
          {t("connections.testOnSave")}
        </label>
        <Problem>{save.error?.message}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={body === null}>
          {t("actions.save")}
        </Button>
      </form>
    </Dialog>
  );
}

interface LimitsProps {
  form: ConnectionForm;
  stored: string[];
  onChange: (change: Partial<ConnectionForm>) => void;
}

/** What few connections need: more headers, and bounds on what jobs send. */
function Limits({ form, stored, onChange }: LimitsProps) {
  const t = useT();
  return (
    <details className="text-sm" open={form.headers !== "" || form.callsPerMinute !== "" || form.concurrentCalls !== ""}>
      <summary className="cursor-pointer text-accent-text">{t("connections.advanced")}</summary>
      <div className="mt-3 flex flex-col gap-4">
        <Field
          label={t("webhooks.headers")}
          hint={stored.length > 0 ? t("webhooks.headersKept", { names: stored.join(", ") }) : t("webhooks.headersHint")}
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-mono text-xs"
              value={form.headers}
              onChange={(event) => onChange({ headers: event.target.value })}
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("connections.callsPerMinute")} hint={t("connections.limitHint")}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                value={form.callsPerMinute}
                onChange={(event) => onChange({ callsPerMinute: event.target.value })}
              />
            )}
          </Field>
          <Field label={t("connections.concurrentCalls")} hint={t("connections.limitHint")}>
            {(control) => (
              <Input
                {...control}
                type="number"
                min={1}
                value={form.concurrentCalls}
                onChange={(event) => onChange({ concurrentCalls: event.target.value })}
              />
            )}
          </Field>
        </div>
      </div>
    </details>
  );
}

interface PresetSelectProps {
  projectId: string;
  form: ConnectionForm;
  onChange: (form: ConnectionForm) => void;
}

function PresetSelect({ projectId, form, onChange }: PresetSelectProps) {
  const t = useT();
  const presets = useQuery(presetsQuery(projectId));
  return (
    <Field label={t("connections.provider")}>
      {({ id }) => (
        <Select
          id={id}
          placeholder={presets.isPending ? t("states.loading") : t("connections.choose")}
          value={form.preset}
          onValueChange={(name) => {
            const preset = presets.data?.data.find((one) => one.name === name);
            if (preset) onChange(formOfPreset(preset, form.secret));
          }}
          options={(presets.data?.data ?? []).map((one) => ({ value: one.name, label: one.name }))}
        />
      )}
    </Field>
  );
}

interface TrialProps {
  projectId: string;
  body: ConnectionBody | null;
  onModels: (models: string[]) => void;
}

/** Trying it out before it is saved: one call, and which models the provider offers. */
function Trial({ projectId, body, onModels }: TrialProps) {
  const t = useT();
  const test = useTestConnection(projectId);
  const discover = useDiscoverModels(projectId);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button size="sm" disabled={body === null} busy={test.isPending} onClick={() => body && test.mutate(body)}>
        {t("connections.test")}
      </Button>
      <Button
        size="sm"
        disabled={body === null}
        busy={discover.isPending}
        onClick={() => body && discover.mutate(body, { onSuccess: ({ models }) => onModels(models) })}
      >
        {t("connections.discover")}
      </Button>
      {test.data?.ok && (
        <span role="status" className="text-sm text-success-text">
          {t("connections.works")}
        </span>
      )}
      {[test.data?.ok === false ? test.data.message : test.error?.message, discover.error?.message].map(
        (problem, index) =>
          problem && (
            <p key={index} role="alert" className="basis-full text-danger-text text-sm">
              {problem}
            </p>
          ),
      )}
    </div>
  );
}
