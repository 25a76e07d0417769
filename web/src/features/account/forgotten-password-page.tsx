import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signInStateQuery } from "@/api/sign-in-state";
import { Button } from "@/components/ui/button";
import { useLanguage, useT } from "@/i18n";
import "@/i18n/late/account";
import { EmailField } from "./credential-fields";
import { EntryPage, FormProblem } from "./entry-page";
import { useForgottenPassword } from "./queries";

/** Asks whose password is forgotten. Never says whether there is such an account. */
export function ForgottenPasswordPage() {
  const t = useT();
  const state = useQuery(signInStateQuery);
  return (
    <EntryPage title={t("account.forgottenTitle")}>
      {state.data?.sends_mail === true && <AskForLink />}
      {state.data?.sends_mail === false && (
        <div className="flex flex-col gap-2 text-sm">
          <p className="font-medium">{t("account.mailOff")}</p>
          <p className="text-pretty text-soft">{t("account.mailOffWhy")}</p>
        </div>
      )}
      <p className="mt-4 text-center text-sm">
        <Link to="/sign-in" className="font-medium text-accent-text hover:underline">
          {t("account.backToSignIn")}
        </Link>
      </p>
    </EntryPage>
  );
}

function AskForLink() {
  const t = useT();
  const language = useLanguage();
  const ask = useForgottenPassword();
  const [email, setEmail] = useState("");
  if (ask.isSuccess) {
    return (
      <div role="status" className="flex flex-col gap-1 text-sm">
        <p className="font-medium">{t("account.checkInbox")}</p>
        <p className="text-pretty break-words text-soft">{t("account.checkInboxWhy", { email: email.trim() })}</p>
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate({ email, language });
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={submit}>
      <p className="text-pretty text-soft text-sm">{t("account.forgottenWhy")}</p>
      <EmailField email={email} onEmail={setEmail} autoFocus />
      <FormProblem error={ask.error} />
      <Button type="submit" variant="primary" size="lg" busy={ask.isPending}>
        {t("account.sendLink")}
      </Button>
    </form>
  );
}
