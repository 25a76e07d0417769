/** What an empty project shows: make a key, copy a few lines; the table takes over when the first trace arrives. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { type CreatedApiKey, keysQuery, useCreateKey } from "@/api/keys";
import { useMay, useMe } from "@/api/me";
import { CopyButton } from "@/components/copy-button";
import { SecretText } from "@/components/secret-text";
import { Button } from "@/components/ui/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { SNIPPETS } from "./snippets";

const MOST_OTHERS = 5;
const PLACEHOLDERS = { publicKey: "pk-lf-...", secretKey: "sk-lf-..." };

export function FirstSteps({ projectId }: { projectId: string }) {
  const t = useT();
  const may = useMay("keys:write");
  const keys = useQuery({ ...keysQuery(projectId), enabled: may });
  const create = useCreateKey(projectId);
  const [snippet, setSnippet] = useState("python");
  const credentials = {
    host: location.origin,
    publicKey: create.data?.public_key ?? PLACEHOLDERS.publicKey,
    secretKey: create.data?.secret_key ?? PLACEHOLDERS.secretKey,
  };
  return (
    <div className="mx-auto w-full max-w-3xl px-4 py-8 md:px-8">
      <h2 className="font-semibold text-2xl tracking-tight">{t("start.title")}</h2>
      <p className="mt-1 text-pretty text-soft">{t("start.intro")}</p>
      <OtherProjects projectId={projectId} />
      <ol className="mt-7 flex flex-col gap-7">
        <Step number={1} title={t("start.key")} done={create.data !== undefined}>
          <KeyStep
            created={create.data}
            existing={keys.data?.data.length ?? 0}
            may={may}
            busy={create.isPending}
            onCreate={() => create.mutate({ note: t("start.keyNote"), scope: "full", expires_at: null })}
          />
        </Step>
        <Step number={2} title={t("start.send")} done={false}>
          <Tabs value={snippet} onValueChange={setSnippet}>
            <TabsList className="overflow-x-auto">
              {SNIPPETS.map((one) => (
                <TabsTrigger key={one.id} value={one.id}>
                  {one.label}
                </TabsTrigger>
              ))}
            </TabsList>
            {SNIPPETS.map((one) => (
              <TabsContent key={one.id} value={one.id} className="mt-3 flex flex-col gap-2 outline-none">
                {one.install && <Code text={one.install} label={t("start.copyInstall")} />}
                <Code text={one.code(credentials)} label={t("start.copyCode")} />
              </TabsContent>
            ))}
          </Tabs>
        </Step>
        <Step number={3} title={t("start.see")} done={false}>
          <p role="status" className="flex items-center gap-3 rounded-lg border border-line border-dashed p-4 text-soft">
            <span className="relative flex size-2.5" aria-hidden>
              <span className="absolute inline-flex size-full animate-ping rounded-full bg-accent opacity-50" />
              <span className="relative inline-flex size-2.5 rounded-full bg-accent" />
            </span>
            {t("start.waiting")}
          </p>
        </Step>
      </ol>
    </div>
  );
}

/** Who only looks around finds the sample, or what colleagues send, without knowing of the switcher. */
function OtherProjects({ projectId }: { projectId: string }) {
  const t = useT();
  const projects = useMe().organizations.flatMap((organization) => organization.projects);
  const others = projects.filter((project) => project.id !== projectId).slice(0, MOST_OTHERS);
  if (others.length === 0) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-x-3 text-soft">
      {t("start.lookAround")}
      {others.map((project) => (
        <Link
          key={project.id}
          to="/projects/$projectId/traces"
          params={{ projectId: project.id }}
          className="font-medium text-accent-text underline-offset-4 hover:underline"
        >
          {project.name}
        </Link>
      ))}
    </p>
  );
}

function Step({ number, title, done, children }: { number: number; title: string; done: boolean; children: ReactNode }) {
  return (
    <li className="flex gap-4">
      <span
        aria-hidden
        className={cn(
          "tabular grid size-6 shrink-0 place-items-center rounded-full font-semibold text-xs",
          done ? "bg-success-soft text-success-text" : "bg-accent-soft text-accent-text",
        )}
      >
        {done ? "✓" : number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="mb-2.5 font-medium text-base leading-6">{title}</h3>
        {children}
      </div>
    </li>
  );
}

interface KeyStepProps {
  created: CreatedApiKey | undefined;
  existing: number;
  may: boolean;
  busy: boolean;
  onCreate: () => void;
}

function KeyStep({ created, existing, may, busy, onCreate }: KeyStepProps) {
  const t = useT();
  if (created) {
    return (
      <div className="flex flex-col gap-3">
        <SecretText label={t("start.publicKey")} text={created.public_key} />
        <SecretText label={t("start.secretKey")} text={created.secret_key} />
        <p className="text-faint text-xs">{t("start.shownOnce")}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      {may ? (
        <Button variant="primary" busy={busy} onClick={onCreate}>
          <KeyRound aria-hidden />
          {t("start.createKey")}
        </Button>
      ) : (
        <p className="text-soft">{t("start.askForKey")}</p>
      )}
      {existing > 0 && <p className="text-faint text-xs">{t.count("start.existing", existing)}</p>}
    </div>
  );
}

function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="group relative rounded-lg bg-sunken ring-1 ring-line ring-inset">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and must do so by keyboard too */}
      <pre tabIndex={0} className="overflow-x-auto p-3 pr-11 font-mono text-xs leading-5">
        {text}
      </pre>
      <CopyButton text={text} label={label} className="absolute top-1.5 right-1.5" />
    </div>
  );
}
