/** The own account: name, e-mail, password, signed-in browsers. */
import { useQuery } from "@tanstack/react-query";
import { Laptop } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMe } from "@/api/me";
import { Moment } from "@/components/moment";
import { Page } from "@/components/page";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { browserName } from "./browser-name";
import { DeleteAccount } from "./delete-account";
import { FormProblem } from "./entry-page";
import { LinkedProviders } from "./linked-providers";
import { MailPreferences } from "./mail-preferences";
import { browserSessionsQuery, useChangePassword, useChangeProfile, useEndSession, waysInQuery } from "./queries";

/** `problem` and `provider` say why a provider could not be linked. */
export function AccountPage({ problem, provider }: { problem?: string; provider?: string }) {
  const t = useT();
  const ways = useQuery(waysInQuery);
  return (
    <Page title={t("auth.account")} width="text">
      <Profile />
      {ways.data?.password_allowed !== false && <Password />}
      <LinkedProviders problem={problem} provider={provider} />
      <MailPreferences />
      <Browsers />
      <DeleteAccount />
    </Page>
  );
}

function Profile() {
  const t = useT();
  const { user } = useMe();
  const change = useChangeProfile();
  const [name, setName] = useState(user.name);
  const [email, setEmail] = useState(user.email);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ name, email }, { onSuccess: () => toast.success(t("states.saved")) });
  };
  return (
    <Section title={t("auth.profile")}>
      <form className="flex max-w-sm flex-col gap-3" onSubmit={submit}>
        <Field label={t("auth.name")}>
          {(control) => <Input {...control} required value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t("auth.email")}>
          {(control) => (
            <Input {...control} type="email" required value={email} onChange={(event) => setEmail(event.target.value)} />
          )}
        </Field>
        <Button type="submit" className="self-start" busy={change.isPending}>
          {t("actions.save")}
        </Button>
      </form>
    </Section>
  );
}

function Password() {
  const t = useT();
  const { user } = useMe();
  const change = useChangePassword();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          toast.success(t("auth.passwordChanged"));
          setCurrent("");
          setNext("");
        },
      },
    );
  };
  return (
    <Section title={t("auth.changePassword")} description={user.has_password ? undefined : t("auth.passwordSet")}>
      <form className="flex max-w-sm flex-col gap-3" onSubmit={submit}>
        <input type="text" autoComplete="username" value={user.email} readOnly hidden />
        {user.has_password && (
          <Field label={t("auth.currentPassword")}>
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="current-password"
                required
                value={current}
                onChange={(event) => setCurrent(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t("auth.newPassword")} hint={t("auth.passwordHint")}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              minLength={8}
              required
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
        <FormProblem error={change.error} />
        <Button type="submit" className="self-start" busy={change.isPending}>
          {t("actions.save")}
        </Button>
      </form>
    </Section>
  );
}

function Browsers() {
  const t = useT();
  const sessions = useQuery(browserSessionsQuery);
  const end = useEndSession();
  return (
    <Section title={t("auth.sessions")} description={t("auth.sessionsWhy")}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {sessions.data?.data.map((session) => (
          <li key={session.id} className="flex items-center gap-3 px-3 py-2.5">
            <Laptop className="size-4 shrink-0 text-faint" aria-hidden />
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm" title={session.user_agent}>
                {browserName(session.user_agent) || "–"}
              </p>
              <p className="text-faint text-xs">
                {session.address} · <Moment iso={session.last_seen_at} form="ago" />
              </p>
            </div>
            {session.is_current ? (
              <Badge tone="accent">{t("auth.thisBrowser")}</Badge>
            ) : (
              <Button size="sm" busy={end.isPending && end.variables === session.id} onClick={() => end.mutate(session.id)}>
                {t("auth.endSession")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
