/** The mail server: is there one, does it work, and what became of the last mails. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema.gen";
import { ErrorState } from "@/components/error-state";
import { Moment } from "@/components/moment";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/mail";
import { mailQuery } from "./queries";

type Mail = components["schemas"]["Mail"];

export function MailSection() {
  const t = useT();
  const mail = useQuery(mailQuery);
  const on = mail.data?.is_on ? mail.data : null;
  return (
    <Section
      title={t("mail.instance")}
      description={on && t("mail.instanceOn", { server: on.server, sender: on.sender })}
      actions={on && <TestMail />}
    >
      {mail.isError && <ErrorState error={mail.error} retry={() => mail.refetch()} />}
      {mail.isPending && <Skeleton className="h-16 w-full" />}
      {mail.data?.is_on === false && (
        <p className="text-pretty break-words rounded-lg border border-line bg-surface p-4 text-soft text-sm">
          {t("mail.instanceOff")}
        </p>
      )}
      {on && on.recent.length === 0 && <p className="text-soft text-sm">{t("mail.noMail")}</p>}
      {on && on.recent.length > 0 && (
        <ul aria-label={t("mail.recent")} className="divide-y divide-line rounded-lg border border-line bg-surface">
          {on.recent.map((one) => (
            <MailRow key={one.id} mail={one} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function MailRow({ mail }: { mail: Mail }) {
  const t = useT();
  const done = mail.state === "succeeded";
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <span className="font-medium sm:min-w-32">{t.dynamic(`mail.kind_${mail.kind}`, mail.kind)}</span>
      <Badge tone={mail.state === "failed" ? "danger" : undefined}>
        {done && !mail.to ? t("mail.nothingToSend") : t(`mail.state_${mail.state}`)}
      </Badge>
      <span className="min-w-0 flex-1 truncate text-soft max-sm:order-last max-sm:basis-full max-sm:empty:hidden">{mail.to}</span>
      <Moment iso={mail.finished_at ?? mail.created_at} form="ago" className="ml-auto text-faint text-xs" />
      {mail.problem && <p className="w-full break-words text-danger-text text-xs">{mail.problem}</p>}
    </li>
  );
}

function TestMail() {
  const t = useT();
  const test = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/instance/mail/test")),
    onSuccess: ({ to, problem }) =>
      problem ? toast.error(`${t("mail.testFailed")} ${problem}`) : toast.success(t("mail.testSent", { email: to })),
  });
  return (
    <Button busy={test.isPending} onClick={() => test.mutate()}>
      <Send aria-hidden />
      {t("mail.test")}
    </Button>
  );
}
