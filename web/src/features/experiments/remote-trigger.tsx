/** Asking a team's own application to run an experiment over a dataset: where, with which payload, and what it answered. */
import { useQuery } from "@tanstack/react-query";
import { FlaskConical, Play } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMay } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { SecretText } from "@/components/secret-text";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/experiments";
import { TriggerFirings } from "./trigger-firings";
import { type Trigger, triggerQuery, useDeleteTrigger, useFire, useRenewSecret, useSaveTrigger } from "./trigger-queries";

interface RemoteTriggerProps {
  projectId: string;
  datasetId: string;
}

export function RemoteTrigger({ projectId, datasetId }: RemoteTriggerProps) {
  const t = useT();
  const found = useQuery(triggerQuery(projectId, datasetId));
  const [secret, setSecret] = useState<string | null>(null);
  if (found.isPending) return <Skeleton className="h-40 w-full" />;
  if (found.isError) return <ErrorState error={found.error} retry={() => found.refetch()} />;
  return (
    <>
      <Section title={t("experiments.trigger")} description={t("experiments.triggerWhy")}>
        <TriggerForm
          key={found.data?.url ?? ""}
          projectId={projectId}
          datasetId={datasetId}
          trigger={found.data}
          onSecret={setSecret}
        />
      </Section>
      {found.data && (
        <Section title={t("experiments.firings")}>
          <TriggerFirings projectId={projectId} datasetId={datasetId} />
        </Section>
      )}
      {secret && (
        <Dialog
          open
          onOpenChange={() => setSecret(null)}
          title={t("experiments.triggerSecret")}
          description={t("experiments.triggerSecretWhy")}
        >
          <SecretText label={t("experiments.triggerSecret")} text={secret} />
        </Dialog>
      )}
    </>
  );
}

function read(text: string): { value: unknown } | null {
  if (text.trim() === "") return { value: null };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

interface TriggerFormProps extends RemoteTriggerProps {
  trigger: Trigger | null;
  onSecret: (secret: string) => void;
}

function TriggerForm({ projectId, datasetId, trigger, onSecret }: TriggerFormProps) {
  const t = useT();
  const mayWrite = useMay("experiments:write");
  const save = useSaveTrigger(projectId, datasetId);
  const [url, setUrl] = useState(trigger?.url ?? "");
  const [payload, setPayload] = useState(trigger?.payload == null ? "" : JSON.stringify(trigger.payload, null, 2));
  const said = read(payload);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!said || !url.trim()) return;
    save.mutate(
      { url: url.trim(), payload: said.value },
      { onSuccess: (saved) => (saved.secret ? onSecret(saved.secret) : toast.success(t("states.saved"))) },
    );
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label={t("experiments.triggerUrl")} hint={t("experiments.triggerUrlHint")} error={save.error?.message}>
        {(control) => (
          <Input
            {...control}
            type="url"
            disabled={!mayWrite}
            placeholder="https://example.com/run-experiment"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t("experiments.triggerPayload")}
        hint={t("experiments.triggerPayloadHint")}
        error={said ? undefined : t("experiments.notJson")}
      >
        {(control) => (
          <Textarea
            {...control}
            className="min-h-24 font-mono text-xs"
            disabled={!mayWrite}
            placeholder={'{"model": "gpt-4o"}'}
            value={payload}
            onChange={(event) => setPayload(event.target.value)}
          />
        )}
      </Field>
      {mayWrite && (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant={trigger ? "secondary" : "primary"} busy={save.isPending} disabled={!said || !url.trim()}>
            {t("actions.save")}
          </Button>
          {trigger && (
            <Actions
              projectId={projectId}
              datasetId={datasetId}
              payload={said ? said.value : trigger.payload}
              onSecret={onSecret}
            />
          )}
        </div>
      )}
    </form>
  );
}

interface ActionsProps extends RemoteTriggerProps {
  payload: unknown;
  onSecret: (secret: string) => void;
}

function Actions({ projectId, datasetId, payload, onSecret }: ActionsProps) {
  const t = useT();
  const fire = useFire(projectId, datasetId);
  const renew = useRenewSecret(projectId, datasetId);
  const remove = useDeleteTrigger(projectId, datasetId);
  const [asked, setAsked] = useState<"secret" | "delete" | null>(null);
  const close = () => setAsked(null);
  const send = (is_test: boolean) =>
    fire.mutate(
      { payload, is_test },
      {
        onSuccess: ({ status, error }) => {
          if (status !== null && status < 300) toast.success(t("experiments.answered", { status }));
          else toast.error(error || t("experiments.answered", { status: status ?? 0 }));
        },
      },
    );
  return (
    <>
      <Button busy={fire.isPending && fire.variables.is_test} disabled={fire.isPending} onClick={() => send(true)}>
        <FlaskConical aria-hidden />
        {t("experiments.triggerTest")}
      </Button>
      <Button
        variant="primary"
        busy={fire.isPending && !fire.variables.is_test}
        disabled={fire.isPending}
        onClick={() => send(false)}
      >
        <Play aria-hidden />
        {t("experiments.triggerRun")}
      </Button>
      <span className="flex gap-2 sm:ml-auto">
        <Button variant="ghost" onClick={() => setAsked("secret")}>
          {t("experiments.triggerRenew")}
        </Button>
        <Button variant="ghost" onClick={() => setAsked("delete")}>
          {t("actions.remove")}
        </Button>
      </span>
      {fire.isError && (
        <p role="alert" className="basis-full text-danger-text text-sm">
          {fire.error.message}
        </p>
      )}
      <Confirm
        open={asked === "secret"}
        onOpenChange={close}
        title={t("experiments.triggerRenewAsk")}
        description={t("experiments.triggerRenewWhy")}
        action={t("experiments.triggerRenew")}
        busy={renew.isPending}
        onConfirm={() =>
          renew.mutate(undefined, {
            onSuccess: ({ secret }) => {
              close();
              if (secret) onSecret(secret);
            },
          })
        }
      />
      <Confirm
        open={asked === "delete"}
        onOpenChange={close}
        title={t("experiments.triggerRemoveAsk")}
        description={t("experiments.triggerRemoveWhy")}
        action={t("actions.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSuccess: close })}
      />
    </>
  );
}
