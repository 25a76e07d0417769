import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { CredentialFields } from "./credential-fields";
import { EntryPage, FormProblem } from "./entry-page";
import { signInStateQuery, useSignIn } from "./queries";

/** Only addresses of this app may be returned to after signing in. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/";
}

interface SignInPageProps {
  next?: string;
  /** Why the reader landed here, e.g. `link_expired`. */
  problem?: string;
}

export function SignInPage({ next, problem }: SignInPageProps) {
  const t = useT();
  const navigate = useNavigate();
  const state = useQuery(signInStateQuery);
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  if (state.data?.has_users === false) return <Navigate to="/sign-up" search={{ next }} replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password }, { onSuccess: () => navigate({ href: safeNext(next), replace: true }) });
  };
  return (
    <EntryPage title={t("auth.signInTitle")}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        {problem === "link_expired" && (
          <div role="alert" className="rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-text">
            <p className="font-medium">{t("auth.linkUsed")}</p>
            <p>{t("auth.linkUsedWhy")}</p>
          </div>
        )}
        <CredentialFields email={email} password={password} onEmail={setEmail} onPassword={setPassword} />
        <FormProblem error={signIn.error} />
        <Button type="submit" variant="primary" size="lg" busy={signIn.isPending}>
          {t("auth.signIn")}
        </Button>
        {state.data?.sign_up_open && (
          <p className="text-center text-soft text-sm">
            {t("auth.noAccount")}{" "}
            <Link to="/sign-up" search={{ next }} className="font-medium text-accent-text hover:underline">
              {t("auth.createAccount")}
            </Link>
          </p>
        )}
      </form>
    </EntryPage>
  );
}
