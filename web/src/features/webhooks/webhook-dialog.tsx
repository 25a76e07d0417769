/** Makes or changes a webhook. An empty address and empty headers keep what is stored: neither is ever shown again. */
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
import { readHeaders } from "@/lib/headers";
import { eventName } from "./event-name";
import { useSaveWebhook, type Webhook, type WebhookBody, type WebhookEvent } from "./queries";

interface WebhookDialogProps {
  projectId: string;
  webhook: Webhook | null;
  events: WebhookEvent[];
  onClose: () => void;
  onSecret: (secret: string) => void;
}

const HINTS = { webhook: "webhooks.webhookHint", slack: "webhooks.slackHint", callout: "webhooks.calloutHint" } as const;

export function WebhookDialog({ projectId, webhook, events, onClose, onSecret }: WebhookDialogProps) {
  const t = useT();
  const save = useSaveWebhook(projectId);
  const [name, setName] = useState(webhook?.name ?? "");
  const [action, setAction] = useState(webhook?.action ?? "webhook");
  const [url, setUrl] = useState("");
  const [headerText, setHeaderText] = useState("");
  const [chosen, setChosen] = useState<WebhookEvent[]>(webhook?.events ?? []);
  const [filter, setFilter] = useState(webhook?.prompt_filter ?? "");
  const headers = readHeaders(headerText);
  const valid = name.trim() !== "" && (webhook !== null || url.trim() !== "") && headers !== "malformed";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    const body: WebhookBody = {
      name: name.trim(),
      action,
      url: url.trim() || null,
      headers,
      events: chosen,
      prompt_filter: filter.trim(),
      enabled: webhook?.enabled ?? true,
    };
    const done = (saved: Webhook) => {
      toast.success(t("states.saved"));
      onClose();
      if (saved.secret) onSecret(saved.secret);
    };
    save.mutate({ id: webhook?.id ?? null, body }, { onSuccess: done });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={webhook ? t("webhooks.edit") : t("webhooks.new")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("forms.name")}>
          {(control) => <Input {...control} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t("webhooks.format")} hint={t(HINTS[action])}>
          {({ id }) => (
            <Select
              id={id}
              value={action}
              onValueChange={(value) => setAction(value)}
              options={[
                { value: "webhook", label: t("webhooks.webhook") },
                { value: "slack", label: "Slack" },
                { value: "callout", label: t("webhooks.callout") },
              ]}
            />
          )}
        </Field>
        <Field label={t("webhooks.url")} hint={webhook ? t("webhooks.urlKept", { url: webhook.display_url }) : undefined}>
          {(control) => <Input {...control} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
        </Field>
        {action !== "callout" && (
          <>
            <EventChoice events={events} chosen={chosen} onChange={setChosen} />
            <Field label={t("webhooks.filter")} hint={t("webhooks.filterHint")}>
              {(control) => <Input {...control} value={filter} onChange={(event) => setFilter(event.target.value)} />}
            </Field>
          </>
        )}
        <Field
          label={t("webhooks.headers")}
          hint={
            webhook?.header_names.length
              ? t("webhooks.headersKept", { names: webhook.header_names.join(", ") })
              : t("webhooks.headersHint")
          }
          error={headers === "malformed" ? t("webhooks.headersHint") : undefined}
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-mono text-xs"
              placeholder="x-team: support"
              value={headerText}
              onChange={(event) => setHeaderText(event.target.value)}
            />
          )}
        </Field>
        <Problem>{save.error?.message}</Problem>
        <Button type="submit" variant="primary" className="self-end" busy={save.isPending} disabled={!valid}>
          {t("actions.save")}
        </Button>
      </form>
    </Dialog>
  );
}

interface EventChoiceProps {
  events: WebhookEvent[];
  chosen: WebhookEvent[];
  onChange: (chosen: WebhookEvent[]) => void;
}

function EventChoice({ events, chosen, onChange }: EventChoiceProps) {
  const t = useT();
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium text-soft text-xs">{t("webhooks.events")}</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-1.5 max-sm:grid-cols-1">
        {events.map((event) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name
          <label key={event} className="flex items-center gap-2 text-sm">
            <Checkbox
              checked={chosen.includes(event)}
              onCheckedChange={(on) => onChange(on === true ? [...chosen, event] : chosen.filter((one) => one !== event))}
            />
            {eventName(t, event)}
          </label>
        ))}
      </div>
      <p className="mt-1.5 text-faint text-xs">{t("webhooks.eventsHint")}</p>
    </fieldset>
  );
}
