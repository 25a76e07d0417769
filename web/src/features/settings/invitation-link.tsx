import { SecretText } from "@/components/secret-text";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import "@/i18n/late/mail";

interface InvitationLinkProps {
  email: string;
  link: string;
  isMailed: boolean;
  onDone: () => void;
}

/** The link of an invitation, at the one moment when it can be seen. */
export function InvitationLink({ email, link, isMailed, onDone }: InvitationLinkProps) {
  const t = useT();
  return (
    <div className="flex flex-col gap-4">
      {isMailed && (
        <p role="status" className="rounded-md bg-success-soft px-3 py-2 text-sm text-success-text">
          {t("mail.invitationMailed", { email })}
        </p>
      )}
      <SecretText label={t("settings.inviteLink")} text={link} />
      <p className="text-soft text-sm">
        {isMailed ? t("mail.invitationMailedWhy", { email }) : t("settings.inviteLinkWhy", { email })}
      </p>
      <Button className="self-end" variant="primary" onClick={onDone}>
        {t("actions.done")}
      </Button>
    </div>
  );
}
