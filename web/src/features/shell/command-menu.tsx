/** Ctrl/Cmd-K: goes to pages and finds things. What is found comes from the server; pages are matched here. */
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import {
  Building2,
  FolderKanban,
  Keyboard,
  Languages,
  type LucideIcon,
  Mail,
  Monitor,
  Moon,
  Server,
  Sun,
  UserRound,
} from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { useState } from "react";
import { useMe } from "@/api/me";
import { chooseLanguage, LANGUAGES, type Language, useLanguage, useT } from "@/i18n";
import "@/i18n/late/account";
import "@/i18n/late/command";
import { setTheme, type Theme, useTheme } from "@/lib/theme";
import { useSettled } from "@/lib/use-settled";
import { findQuery, KINDS } from "./find";
import { NAVIGATION } from "./navigation";
import { useSettingsPages } from "./settings-pages";

export interface CommandMenuProps {
  projectId: string | null;
  onClose: () => void;
  /** Opens the list of keyboard shortcuts. */
  onShortcuts: () => void;
}

const THEMES: readonly { name: Theme; icon: LucideIcon }[] = [
  { name: "light", icon: Sun },
  { name: "dark", icon: Moon },
  { name: "system", icon: Monitor },
];

const row =
  "flex cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-2 text-sm data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint";
const heading = "[&_[cmdk-group-heading]]:eyebrow [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5";

export default function CommandMenu({ projectId, onClose, onShortcuts }: CommandMenuProps) {
  const t = useT();
  const navigate = useNavigate();
  const { organizations } = useMe();
  const [text, setText] = useState("");
  const query = useSettled(text.trim());
  const asks = projectId !== null && query.length > 1;
  const found = useQueries({
    queries: KINDS.map((kind) => ({
      ...findQuery(projectId ?? "", kind, query),
      enabled: asks,
      placeholderData: keepPreviousData,
    })),
  });
  const looking = text.trim() !== query || found.some((one) => one.isFetching);
  const results = asks ? KINDS.flatMap((kind, index) => (found[index]?.data ?? []).map((one) => ({ kind, ...one }))) : [];
  const run = (action: () => unknown) => {
    onClose();
    void action();
  };
  return (
    <Primitive.Root open onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-ink/25 dark:bg-sunken/70" />
        <Primitive.Content
          data-modal="true"
          aria-describedby={undefined}
          className="fixed top-[max(1rem,12vh)] left-1/2 z-50 w-[min(38rem,calc(100vw-2rem))] -translate-x-1/2 animate-appear overflow-hidden rounded-xl border border-line bg-raised shadow-lg outline-none"
        >
          <Primitive.Title className="sr-only">{t("shell.commandMenu")}</Primitive.Title>
          <Command label={t("shell.commandMenu")} loop>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder={t("command.hint")}
              className="h-12 w-full border-line border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-1.5">
              {/* What was found in the project is not counted by the menu's own search. */}
              {results.length === 0 && (
                <Command.Empty className="px-3 py-8 text-center text-soft text-sm">
                  {looking ? t("states.loading") : t("shell.commandNothing", { query: text })}
                </Command.Empty>
              )}
              {results.length > 0 && (
                <Command.Group heading={t("shell.results")} className={heading} forceMount>
                  {results.map(({ kind, id, label }) => (
                    <Command.Item
                      key={`${kind.name}:${id}`}
                      value={`found:${kind.name}:${id}`}
                      forceMount
                      className={row}
                      onSelect={() => run(() => navigate({ href: kind.href(projectId ?? "", id) }))}
                    >
                      <kind.icon aria-hidden />
                      <span className="min-w-0 flex-1 truncate">
                        {label || id}
                        {kind.name === "trace" && label && label !== id && (
                          <span className="ml-2 font-mono text-faint text-xs">{id}</span>
                        )}
                      </span>
                      <span className="text-faint text-xs">{t(kind.label)}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {projectId && (
                <Command.Group heading={t("shell.goTo")} className={heading}>
                  {NAVIGATION.flatMap((group) => group.entries).map((entry) => (
                    <PageItem
                      key={entry.to}
                      icon={entry.icon}
                      label={t(entry.label)}
                      onSelect={() => run(() => navigate({ to: entry.to, params: { projectId } }))}
                    />
                  ))}
                </Command.Group>
              )}
              <Command.Group heading={t("shell.projects")} className={heading}>
                {organizations.flatMap((organization) =>
                  organization.projects.map((project) => (
                    <PageItem
                      key={project.id}
                      icon={FolderKanban}
                      label={`${organization.name} / ${project.name}`}
                      onSelect={() =>
                        run(() => navigate({ to: "/projects/$projectId/traces", params: { projectId: project.id } }))
                      }
                    />
                  )),
                )}
              </Command.Group>
              <SettingsItems projectId={projectId} run={run} />
              <ActionItems run={run} onShortcuts={onShortcuts} />
            </Command.List>
          </Command>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

type Run = (action: () => unknown) => void;

/** The pages of settings: of the project, of each organization, of the account and of the instance. */
function SettingsItems({ projectId, run }: { projectId: string | null; run: Run }) {
  const t = useT();
  const navigate = useNavigate();
  const { organizations, user } = useMe();
  const settingsPages = useSettingsPages(projectId);
  return (
    <Command.Group heading={t("shell.settings")} className={heading}>
      {projectId &&
        settingsPages.map((page) => (
          <PageItem
            key={page.to}
            icon={page.icon}
            label={`${t("shell.projectSettings")} / ${t(page.label)}`}
            onSelect={() => run(() => navigate({ to: page.to, params: { projectId } }))}
          />
        ))}
      {organizations.map((organization) => (
        <PageItem
          key={organization.id}
          icon={Building2}
          label={`${t("command.organizationSettings")} / ${organization.name}`}
          onSelect={() =>
            run(() => navigate({ to: "/organizations/$organizationId", params: { organizationId: organization.id } }))
          }
        />
      ))}
      <PageItem icon={UserRound} label={t("auth.account")} onSelect={() => run(() => navigate({ to: "/account" }))} />
      <PageItem
        icon={Mail}
        label={`${t("auth.account")} / ${t("account.mails")}`}
        onSelect={() => run(() => navigate({ to: "/account", hash: "mails" }))}
      />
      {user.is_instance_owner && (
        <PageItem icon={Server} label={t("shell.instance")} onSelect={() => run(() => navigate({ to: "/instance" }))} />
      )}
    </Command.Group>
  );
}

/** What is done without going anywhere. */
function ActionItems({ run, onShortcuts }: { run: Run; onShortcuts: () => void }) {
  const t = useT();
  const { theme } = useTheme();
  const language = useLanguage();
  return (
    <Command.Group heading={t("command.actions")} className={heading}>
      {THEMES.filter((one) => one.name !== theme).map(({ name, icon }) => (
        <PageItem
          key={name}
          icon={icon}
          label={`${t("shell.theme")}: ${t(`shell.${name}`)}`}
          onSelect={() => run(() => setTheme(name))}
        />
      ))}
      {(Object.entries(LANGUAGES) as [Language, string][])
        .filter(([code]) => code !== language)
        .map(([code, name]) => (
          <PageItem
            key={code}
            icon={Languages}
            label={`${t("shell.language")}: ${name}`}
            words={["language", "语言", code]}
            onSelect={() => run(() => chooseLanguage(code))}
          />
        ))}
      <PageItem icon={Keyboard} label={t("shell.shortcuts")} onSelect={() => run(onShortcuts)} />
    </Command.Group>
  );
}

interface PageItemProps {
  icon: LucideIcon;
  label: string;
  /** Other words by which it is found. */
  words?: string[];
  onSelect: () => void;
}

function PageItem({ icon: Icon, label, words, onSelect }: PageItemProps) {
  return (
    <Command.Item value={label} keywords={words} className={row} onSelect={onSelect}>
      <Icon aria-hidden />
      <span className="truncate">{label}</span>
    </Command.Item>
  );
}
