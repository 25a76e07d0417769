import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signInStateQuery } from "@/api/sign-in-state";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { CredentialFields } from "./credential-fields";
import { EntryPage, FormProblem } from "./entry-page";
import { EntryProblem, ProviderButtons } from "./provider-buttons";
import { useSignUp } from "./queries";
import { safeNext } from "./sign-in-page";

interface SignUpPageProps {
  next?: string;
  /** The token of an invitation's link. */
  invitation?: string;
  problem?: string;
  provider?: string;
}

export function SignUpPage({ next, invitation, problem, provider }: SignUpPageProps) {
  const t = useT();
  const navigate = useNavigate();
  const state = useQuery(signInStateQuery);
  const signUp = useSignUp();
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const closed = state.data?.sign_up_open === false && !invitation;
  const providers = state.data?.providers ?? [];
  const withPassword = state.data?.password_sign_in ?? true;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate({ ...form, invitation }, { onSuccess: () => navigate({ href: safeNext(next), replace: true }) });
  };
  return (
    <EntryPage title={t("auth.signUpTitle")}>
      <EntryProblem problem={problem} provider={provider} providers={providers} />
      {state.data?.has_users === false && (
        <p className="mb-4 rounded-md bg-accent-soft px-3 py-2 text-accent-text text-sm">{t("auth.firstUser")}</p>
      )}
      {closed && <p className="text-soft text-sm">{t("auth.signUpClosed")}</p>}
      {!closed && <ProviderButtons providers={providers} next={next} invitation={invitation} withPassword={withPassword} />}
      {!closed && withPassword && (
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <Field label={t("auth.name")}>
            {(control) => (
              <Input
                {...control}
                className="h-9"
                autoComplete="name"
                value={form.name}
                onChange={(event) => setForm({ ...form, name: event.target.value })}
              />
            )}
          </Field>
          <CredentialFields
            isNew
            email={form.email}
            password={form.password}
            onEmail={(email) => setForm({ ...form, email })}
            onPassword={(password) => setForm({ ...form, password })}
          />
          <FormProblem error={signUp.error} />
          <Button type="submit" variant="primary" size="lg" busy={signUp.isPending}>
            {t("auth.createAccount")}
          </Button>
        </form>
      )}
      {state.data?.has_users !== false && (
        <p className="mt-4 text-center text-soft text-sm">
          {t("auth.haveAccount")}{" "}
          <Link
            to="/sign-in"
            search={{ next: invitation ? `/invite?token=${encodeURIComponent(invitation)}` : next }}
            className="font-medium text-accent-text hover:underline"
          >
            {t("auth.signIn")}
          </Link>
        </p>
      )}
    </EntryPage>
  );
}
