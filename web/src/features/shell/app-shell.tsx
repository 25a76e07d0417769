/** The frame around every page of a signed-in user: sidebar or phone bar, banners, command menu, shortcut sheet. */
import { Link, useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon, PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { Logo } from "@/components/logo";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Sheet } from "@/components/ui/sheet";
import { Tip } from "@/components/ui/tooltip";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { usePhone } from "@/lib/media";
import { useShortcut } from "@/lib/shortcuts";
import { useStored } from "@/lib/storage";
import { isDark, setTheme } from "@/lib/theme";
import type { CommandMenuProps } from "./command-menu";
import { ConnectionBanner } from "./connection-banner";
import { NAVIGATION } from "./navigation";
import { NavigationShortcuts } from "./navigation-shortcuts";
import { ProjectSwitcher } from "./project-switcher";
import { UserMenu } from "./user-menu";

const ShortcutSheet = lazy(() => import("./shortcut-sheet"));

const MENU_AFTER_MS = 1500;

interface AppShellProps {
  /** Whose pages the navigation offers; null while no project was ever opened. */
  projectId: string | null;
  children: ReactNode;
}

export function AppShell({ projectId, children }: AppShellProps) {
  const t = useT();
  const phone = usePhone();
  const [collapsed, setCollapsed] = useStored("sidebar.collapsed", false);
  const [commandOpen, setCommandOpen] = useState(false);
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const CommandMenu = useCommandMenu(commandOpen);
  const general = t("shell.shortcutGeneral");
  useShortcut({ keys: "mod+k", label: t("shell.commandMenu"), group: general }, () => setCommandOpen((open) => !open));
  useShortcut({ keys: "?", label: t("shell.shortcuts"), group: general }, () => setShortcutsOpen(true));
  useShortcut({ keys: "[", label: t("shell.collapseSidebar"), group: general }, () => setCollapsed(!collapsed), !phone);
  useShortcut({ keys: "t t", label: t("shell.toggleTheme"), group: general }, () => setTheme(isDark() ? "light" : "dark"));
  const sidebar = { projectId, onSearch: () => setCommandOpen(true) };
  return (
    <div className="flex h-full max-md:flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-md"
      >
        {t("shell.skipToContent")}
      </a>
      {!phone && <Sidebar {...sidebar} collapsed={collapsed} onCollapse={setCollapsed} />}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <ConnectionBanner />
        <main id="content" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          {children}
        </main>
      </div>
      {phone && <PhoneBar {...sidebar} />}
      {projectId && <NavigationShortcuts projectId={projectId} />}
      <Suspense>
        {commandOpen && CommandMenu && (
          <CommandMenu projectId={projectId} onClose={() => setCommandOpen(false)} onShortcuts={() => setShortcutsOpen(true)} />
        )}
        {shortcutsOpen && <ShortcutSheet onClose={() => setShortcutsOpen(false)} />}
      </Suspense>
    </div>
  );
}

/** Brought soon after the start, which does not wait for it: whoever presses Ctrl-K types on at once. */
function useCommandMenu(wanted: boolean) {
  const [menu, setMenu] = useState<{ Menu: ComponentType<CommandMenuProps> } | null>(null);
  useEffect(() => {
    if (menu) return;
    const load = async () => setMenu({ Menu: (await import("./command-menu")).default });
    const timer = setTimeout(() => void load(), wanted ? 0 : MENU_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted, menu]);
  return menu?.Menu;
}

interface SidebarProps {
  projectId: string | null;
  onSearch: () => void;
}

function Sidebar({
  projectId,
  onSearch,
  collapsed,
  onCollapse,
}: SidebarProps & { collapsed: boolean; onCollapse: (value: boolean) => void }) {
  const t = useT();
  return (
    <aside className={cn("flex shrink-0 flex-col border-line border-r bg-canvas", collapsed ? "w-13 items-center" : "w-56")}>
      <div className={cn("flex h-12 shrink-0 items-center gap-2", collapsed ? "justify-center" : "px-3")}>
        <Link to="/" aria-label="Lumetra" className="flex items-center gap-2 rounded-md">
          <Logo className="size-6" />
          {!collapsed && <span className="font-semibold text-base tracking-tight">Lumetra</span>}
        </Link>
        {!collapsed && (
          <Tip
            content={
              <span className="flex items-center gap-2">
                {t("shell.collapseSidebar")}
                <Kbd keys="[" />
              </span>
            }
            side="right"
          >
            <Button
              variant="ghost"
              size="icon-sm"
              className="ml-auto"
              aria-label={t("shell.collapseSidebar")}
              onClick={() => onCollapse(true)}
            >
              <PanelLeftClose aria-hidden />
            </Button>
          </Tip>
        )}
      </div>
      <div className={cn("flex flex-col gap-1.5", collapsed ? "px-2" : "px-2.5")}>
        <ProjectSwitcher projectId={projectId} compact={collapsed} />
        <SearchButton compact={collapsed} onClick={onSearch} />
      </div>
      <nav
        aria-label={t("shell.mainNavigation")}
        className={cn("min-h-0 flex-1 overflow-y-auto py-2", collapsed ? "px-2" : "px-2.5")}
      >
        {projectId && <NavigationLinks projectId={projectId} compact={collapsed} />}
      </nav>
      <div className={cn("flex flex-col gap-1 border-line border-t py-2", collapsed ? "px-2" : "px-2.5")}>
        {collapsed && (
          <Button variant="ghost" size="icon" aria-label={t("shell.expandSidebar")} onClick={() => onCollapse(false)}>
            <PanelLeftOpen aria-hidden />
          </Button>
        )}
        <UserMenu compact={collapsed} />
      </div>
    </aside>
  );
}

function SearchButton({ compact, onClick }: { compact: boolean; onClick: () => void }) {
  const t = useT();
  if (compact) {
    return (
      <Button variant="ghost" size="icon" aria-label={t("shell.commandMenu")} onClick={onClick}>
        <Search aria-hidden />
      </Button>
    );
  }
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-faint text-sm hover:border-line-strong hover:text-soft"
    >
      <Search className="size-3.5" aria-hidden />
      {t("actions.search")}
      <Kbd keys="mod+k" className="ml-auto" />
    </button>
  );
}

function NavigationLinks({
  projectId,
  compact = false,
  onNavigate,
}: {
  projectId: string;
  compact?: boolean;
  onNavigate?: () => void;
}) {
  const t = useT();
  return NAVIGATION.map((group) => (
    <div key={group.label ?? "main"} className="mb-3">
      {group.label &&
        (compact ? <div className="mx-1 mb-2 h-px bg-line" /> : <p className="eyebrow px-2 pt-1 pb-1">{t(group.label)}</p>)}
      <ul className="flex flex-col gap-px">
        {group.entries.map((entry) => {
          const link = (
            <Link
              to={entry.to}
              params={{ projectId }}
              onClick={onNavigate}
              aria-label={compact ? t(entry.label) : undefined}
              activeProps={{ "data-active": "true" }}
              className={cn(
                "flex h-8 items-center gap-2.5 rounded-md text-soft text-sm hover:bg-hover hover:text-ink data-active:bg-selected data-active:font-medium data-active:text-ink max-md:h-11",
                compact ? "w-8 justify-center" : "px-2",
              )}
            >
              <entry.icon className="size-4 shrink-0" aria-hidden />
              {!compact && <span className="truncate">{t(entry.label)}</span>}
            </Link>
          );
          return (
            <li key={entry.to}>
              {compact ? (
                <Tip content={t(entry.label)} side="right">
                  {link}
                </Tip>
              ) : (
                link
              )}
            </li>
          );
        })}
      </ul>
    </div>
  ));
}

function PhoneBar({ projectId, onSearch }: SidebarProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes because the page changed
  useEffect(() => setOpen(false), [path]);
  const tab =
    "flex h-13 flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-soft data-active:font-medium data-active:text-accent-text [&_svg]:size-5";
  return (
    <nav
      aria-label={t("shell.mainNavigation")}
      className="flex shrink-0 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)]"
    >
      {projectId &&
        NAVIGATION.flatMap((group) => group.entries)
          .filter((entry) => entry.onPhone)
          .map((entry) => (
            <Link key={entry.to} to={entry.to} params={{ projectId }} activeProps={{ "data-active": "true" }} className={tab}>
              <entry.icon aria-hidden />
              {t(entry.label)}
            </Link>
          ))}
      <button type="button" className={tab} onClick={onSearch}>
        <Search aria-hidden />
        {t("actions.search")}
      </button>
      <button type="button" className={tab} onClick={() => setOpen(true)}>
        <MenuIcon aria-hidden />
        {t("shell.menu")}
      </button>
      <Sheet open={open} onOpenChange={setOpen} title={t("shell.menu")} side="left">
        <div className="flex min-h-full flex-col gap-3 p-3">
          <ProjectSwitcher projectId={projectId} />
          <div className="flex-1">{projectId && <NavigationLinks projectId={projectId} onNavigate={() => setOpen(false)} />}</div>
          <UserMenu />
        </div>
      </Sheet>
    </nav>
  );
}
