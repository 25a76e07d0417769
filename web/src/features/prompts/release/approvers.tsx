/** Who may approve moves of a label: named people, or everybody with the permission. */
import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useMay } from "@/api/me";
import { membersQuery } from "@/api/people";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import type { LabelRule } from "../queries";
import { useSetRule } from "./release-queries";

export function Approvers({ projectId, rule }: { projectId: string; rule: LabelRule }) {
  const t = useT();
  const mayRule = useMay("prompt_rules:write");
  const members = useQuery(membersQuery(projectId));
  const set = useSetRule(projectId);
  const chosen = rule.approvers;
  const change = (approvers: string[]) => set.mutate({ label: rule.label, approvals: rule.approvals, approvers });
  const words = chosen.length === 0 ? t("prompts.approversAll") : t.count("prompts.approversChosen", chosen.length);
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button size="sm" variant="ghost" aria-label={`${t("prompts.approvers")}: ${rule.label}`} title={words}>
          <Users aria-hidden />
          {chosen.length === 0 ? t("answers.all") : chosen.length}
        </Button>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-72 p-3">
        <p className="font-medium text-sm">{t("prompts.approvers")}</p>
        <p className="mt-0.5 mb-2 text-faint text-xs">{t("prompts.approversWhy")}</p>
        <div className="flex max-h-64 flex-col gap-1.5 overflow-y-auto">
          {members.data?.data.map((member) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is a Radix button, which a label may name
            <label key={member.user_id} className="flex items-center gap-2 text-sm">
              <Checkbox
                disabled={!mayRule || set.isPending}
                checked={chosen.includes(member.user_id)}
                onCheckedChange={(on) =>
                  change(on === true ? [...chosen, member.user_id] : chosen.filter((one) => one !== member.user_id))
                }
              />
              <span className="min-w-0 truncate">
                {member.name} <span className="text-faint">{member.email}</span>
              </span>
            </label>
          ))}
        </div>
      </PopoverContent>
    </Popover>
  );
}
