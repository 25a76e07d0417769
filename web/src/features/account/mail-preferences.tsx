/** Which mails the reader gets, and in which language. Mails lead here: `/account#mails`. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useMe } from "@/api/me";
import { signInStateQuery } from "@/api/sign-in-state";
import { Section } from "@/components/section";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toast";
import { LANGUAGES, type Language, useLanguage, useT } from "@/i18n";
import "@/i18n/late/account";
import { useChangeProfile } from "./queries";

const OPTIONS = Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));

export function MailPreferences() {
  const t = useT();
  const { user } = useMe();
  const screen = useLanguage();
  const state = useQuery(signInStateQuery);
  const change = useChangeProfile();
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (window.location.hash === "#mails") top.current?.scrollIntoView();
  }, []);
  const saved = { onSuccess: () => toast.success(t("states.saved")) };
  return (
    <div ref={top} id="mails">
      <Section
        title={t("account.mails")}
        description={state.data?.sends_mail === false ? t("account.mailsOff") : t("account.mailsWhy")}
      >
        <div className="flex max-w-sm flex-col gap-3">
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control. */}
          <label className="flex items-center gap-3 text-sm">
            <Switch
              checked={user.mention_mails}
              disabled={change.isPending}
              onCheckedChange={(mention_mails) => change.mutate({ mention_mails }, saved)}
            />
            {t("account.mentionMails")}
          </label>
          <Field label={t("account.mailLanguage")}>
            {(control) => (
              <Select
                id={control.id}
                value={user.language ?? screen}
                options={OPTIONS}
                onValueChange={(language) => change.mutate({ language }, saved)}
              />
            )}
          </Field>
        </div>
      </Section>
    </div>
  );
}
