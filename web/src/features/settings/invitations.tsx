/** Who was asked to come and has not come yet. A new link ends the former one, and is mailed where that is possible. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { signInStateQuery } from "@/api/sign-in-state";
import { Moment } from "@/components/moment";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/mail";
import { InvitationLink } from "./invitation-link";
import { invitationsQuery, useRenewInvitation, useWithdrawInvitation } from "./queries";

export function Invitations({ organizationId }: { organizationId: string }) {
  const t = useT();
  const invitations = useQuery(invitationsQuery(organizationId));
  const sendsMail = useQuery(signInStateQuery).data?.sends_mail === true;
  const withdraw = useWithdrawInvitation(organizationId);
  const renew = useRenewInvitation(organizationId);
  const [shown, setShown] = useState<{ email: string; link: string } | null>(null);
  if (!invitations.data?.data.length) return null;
  const again = (id: string, email: string) =>
    renew.mutate(id, {
      onSuccess: ({ link, is_mailed }) => (is_mailed ? toast.success(t("mail.resent", { email })) : setShown({ email, link })),
    });
  return (
    <Section title={t("settings.invitations")}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {invitations.data.data.map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
            <div className="min-w-0 flex-1 basis-48">
              <p className="truncate">{invitation.email}</p>
              <p className="text-faint text-xs">
                {t(`settings.role_${invitation.role}`)} · {t("settings.keyExpires")}{" "}
                <Moment iso={invitation.expires_at} form="ago" />
              </p>
            </div>
            <div className="flex gap-2">
              <Button
                size="sm"
                busy={renew.isPending && renew.variables === invitation.id}
                aria-label={`${t(sendsMail ? "mail.resend" : "mail.newLink")}: ${invitation.email}`}
                onClick={() => again(invitation.id, invitation.email)}
              >
                {t(sendsMail ? "mail.resend" : "mail.newLink")}
              </Button>
              <Button
                size="sm"
                aria-label={`${t("settings.withdraw")}: ${invitation.email}`}
                onClick={() => withdraw.mutate(invitation.id)}
              >
                {t("settings.withdraw")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {shown && (
        <Dialog open onOpenChange={() => setShown(null)} title={t("settings.inviteLink")}>
          <InvitationLink {...shown} isMailed={false} onDone={() => setShown(null)} />
        </Dialog>
      )}
    </Section>
  );
}
