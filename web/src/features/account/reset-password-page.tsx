import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError } from "@/api/client";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/account";
import { SHORTEST_PASSWORD } from "./credential-fields";
import { EntryPage, FormProblem } from "./entry-page";
import { useResetPassword } from "./queries";

/** Where the link of a mail leads: a new password, and then the sign-in. */
export function ResetPasswordPage({ token }: { token: string }) {
  const t = useT();
  const navigate = useNavigate();
  const reset = useResetPassword();
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reset.mutate(
      { token, new_password: password },
      {
        onSuccess: async () => {
          await navigate({ to: "/sign-in", replace: true });
          toast.success(t("account.passwordSet"));
        },
      },
    );
  };
  const ended = reset.error instanceof ApiError && reset.error.code === "link_expired";
  return (
    <EntryPage title={t("account.forgottenTitle")}>
      {ended ? (
        <div role="alert" className="flex flex-col gap-3 text-sm">
          <div className="rounded-md bg-warning-soft px-3 py-2 text-warning-text">
            <p className="font-medium">{t("account.linkEnded")}</p>
            <p>{t("account.linkEndedWhy")}</p>
          </div>
          <Button asChild variant="primary" size="lg">
            <Link to="/forgotten-password">{t("account.askAgain")}</Link>
          </Button>
        </div>
      ) : (
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <Field label={t("auth.newPassword")} hint={t("auth.passwordHint")}>
            {(control) => (
              <Input
                {...control}
                className="h-9"
                type="password"
                autoComplete="new-password"
                minLength={SHORTEST_PASSWORD}
                required
                autoFocus
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <FormProblem error={reset.error} />
          <Button type="submit" variant="primary" size="lg" busy={reset.isPending}>
            {t("account.setPassword")}
          </Button>
        </form>
      )}
    </EntryPage>
  );
}
