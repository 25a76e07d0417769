/** Tells a system of one's own about a trace or a step: a menu of the project's callouts, and how the call went. Nothing without any. */
import { useQuery } from "@tanstack/react-query";
import { Megaphone } from "lucide-react";
import { useMay } from "@/api/me";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from "@/components/ui/menu";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { formatDuration } from "@/lib/format";
import { type CalloutAbout, calloutsQuery, useCall } from "./callout-queries";

export function CalloutButton({ projectId, about }: { projectId: string; about: CalloutAbout }) {
  const t = useT();
  const may = useMay("traces:write");
  const callouts = useQuery({ ...calloutsQuery(projectId), enabled: may }).data ?? [];
  const call = useCall(projectId, about);
  if (!may || callouts.length === 0) return null;
  const run = ({ id, name }: { id: string; name: string }) =>
    call.mutate(id, {
      onSuccess: ({ delivered, response_status, response_body, error, latency_ms }) => {
        const how = [response_status ?? "", formatDuration(latency_ms), delivered ? response_body.slice(0, 200) : error];
        const description = how.filter(Boolean).join(" · ");
        if (delivered) toast.success(t("webhooks.called", { name }), { description });
        else toast.error(t("webhooks.callFailed", { name }), { description });
      },
    });
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" busy={call.isPending} aria-label={t("webhooks.call")} title={t("webhooks.call")}>
          {!call.isPending && <Megaphone aria-hidden />}
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>{t("webhooks.call")}</MenuLabel>
        {callouts.map((callout) => (
          <MenuItem key={callout.id} onSelect={() => run(callout)}>
            {callout.name}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
