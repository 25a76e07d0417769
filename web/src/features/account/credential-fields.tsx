/** Email and password, as signing in and signing up ask for them. */
import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";

interface CredentialFieldsProps {
  email: string;
  password: string;
  onEmail: (email: string) => void;
  onPassword: (password: string) => void;
  /** A password is chosen, not remembered. */
  isNew?: boolean;
}

export const SHORTEST_PASSWORD = 8;

export function CredentialFields({ email, password, onEmail, onPassword, isNew = false }: CredentialFieldsProps): ReactNode {
  const t = useT();
  return (
    <>
      <EmailField email={email} onEmail={onEmail} autoFocus={!isNew} />
      <Field label={t("auth.password")} hint={isNew ? t("auth.passwordHint") : undefined}>
        {(control) => (
          <Input
            {...control}
            className="h-9"
            type="password"
            autoComplete={isNew ? "new-password" : "current-password"}
            minLength={isNew ? SHORTEST_PASSWORD : undefined}
            required
            value={password}
            onChange={(event) => onPassword(event.target.value)}
          />
        )}
      </Field>
    </>
  );
}

interface EmailFieldProps {
  email: string;
  onEmail: (email: string) => void;
  autoFocus: boolean;
}

/** The address that somebody signs in with. */
export function EmailField({ email, onEmail, autoFocus }: EmailFieldProps): ReactNode {
  const t = useT();
  return (
    <Field label={t("auth.email")}>
      {(control) => (
        <Input
          {...control}
          className="h-9"
          type="email"
          autoComplete="username"
          required
          autoFocus={autoFocus}
          value={email}
          onChange={(event) => onEmail(event.target.value)}
        />
      )}
    </Field>
  );
}
