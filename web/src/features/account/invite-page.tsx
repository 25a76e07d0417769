import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { meQuery } from "@/api/me";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { EntryPage, FormProblem } from "./entry-page";
import { useAcceptInvitation } from "./queries";
import { SignUpPage } from "./sign-up-page";

/** Where an invitation's link leads: someone signed in joins with one click, anyone else makes an account. */
export function InvitePage({ token }: { token: string }) {
  const t = useT();
  const navigate = useNavigate();
  const me = useQuery({ ...meQuery, retry: false });
  const accept = useAcceptInvitation();
  if (me.isPending) return null;
  if (!me.data) return <SignUpPage invitation={token} />;
  return (
    <EntryPage title={t("auth.inviteTitle")}>
      <div className="flex flex-col gap-4">
        <p className="text-soft text-sm">{t("auth.inviteAs", { email: me.data.user.email })}</p>
        <FormProblem error={accept.error} />
        <Button
          variant="primary"
          size="lg"
          busy={accept.isPending}
          onClick={() => accept.mutate(token, { onSuccess: () => navigate({ to: "/", replace: true }) })}
        >
          {t("auth.join")}
        </Button>
      </div>
    </EntryPage>
  );
}
