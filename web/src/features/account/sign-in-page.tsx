import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signInStateQuery } from "@/api/sign-in-state";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import "@/i18n/late/account";
import { CredentialFields } from "./credential-fields";
import { EntryPage, FormProblem } from "./entry-page";
import { EntryProblem, ProviderButtons } from "./provider-buttons";
import { useSignIn } from "./queries";

/** Only addresses of this app may be returned to after signing in. */
export function safeNext(next: string | undefined): string {
  // Browsers drop tabs and line breaks: what follows the first slash must be printable, and not a second one.
  return next && /^\/(?![/\\])[^\s\\]*$/.test(next) ? next : "/";
}

interface SignInPageProps {
  next?: string;
  /** Why the reader landed here, e.g. `link_expired`. */
  problem?: string;
  /** The identity provider that the problem is about. */
  provider?: string;
}

export function SignInPage({ next, problem, provider }: SignInPageProps) {
  const t = useT();
  const navigate = useNavigate();
  const state = useQuery(signInStateQuery);
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  if (state.data?.has_users === false) return <Navigate to="/sign-up" search={{ next, problem, provider }} replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password }, { onSuccess: () => navigate({ href: safeNext(next), replace: true }) });
  };
  const providers = state.data?.providers ?? [];
  const withPassword = state.data?.password_sign_in ?? true;
  return (
    <EntryPage title={t("auth.signInTitle")}>
      <EntryProblem problem={problem} provider={provider} providers={providers} />
      <ProviderButtons providers={providers} next={next} withPassword={withPassword} />
      {withPassword && (
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <CredentialFields email={email} password={password} onEmail={setEmail} onPassword={setPassword} />
          <Link to="/forgotten-password" className="-mt-2 self-end text-accent-text text-sm hover:underline">
            {t("account.forgotten")}
          </Link>
          <FormProblem error={signIn.error} />
          <Button type="submit" variant="primary" size="lg" busy={signIn.isPending}>
            {t("auth.signIn")}
          </Button>
        </form>
      )}
      {withPassword && state.data?.sign_up_open && (
        <p className="mt-4 text-center text-soft text-sm">
          {t("auth.noAccount")}{" "}
          <Link to="/sign-up" search={{ next }} className="font-medium text-accent-text hover:underline">
            {t("auth.createAccount")}
          </Link>
        </p>
      )}
    </EntryPage>
  );
}
