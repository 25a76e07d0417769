import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useMe } from "@/api/me";
import { Section } from "@/components/section";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import "@/i18n/late/account";
import { FormProblem } from "./entry-page";
import { useDeleteAccount } from "./queries";

/** Leaving for good. The server says when somebody cannot be done without. */
export function DeleteAccount() {
  const t = useT();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t("account.delete")} description={t("account.deleteWhy")}>
      <Button variant="danger" onClick={() => setAsking(true)}>
        {t("account.delete")}
      </Button>
      {asking && <AskForProof onClose={() => setAsking(false)} />}
    </Section>
  );
}

function AskForProof({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { user } = useMe();
  const navigate = useNavigate();
  const client = useQueryClient();
  const leave = useDeleteAccount();
  const [proof, setProof] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    leave.mutate(proof, {
      onSuccess: async () => {
        await navigate({ to: "/sign-in", replace: true });
        client.clear();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("account.deleteAsk")}
      description={`${user.email} · ${t("account.deleteWhy")}`}
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t(user.has_password ? "account.deleteProofPassword" : "account.deleteProofEmail")}>
          {(control) => (
            <Input
              {...control}
              type={user.has_password ? "password" : "email"}
              autoComplete={user.has_password ? "current-password" : "off"}
              required
              value={proof}
              onChange={(event) => setProof(event.target.value)}
            />
          )}
        </Field>
        <FormProblem error={leave.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("actions.cancel")}</Button>
          <Button type="submit" variant="danger" busy={leave.isPending}>
            {t("account.delete")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
