import { Link, useParams } from "@tanstack/react-router";
import { AtSign, Languages, LogOut, Moon, Server, UserRound } from "lucide-react";
import { useMe, useSignOut } from "@/api/me";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
import { chooseLanguage, LANGUAGES, type Language, useLanguage, useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { setTheme, type Theme, useTheme } from "@/lib/theme";

/** Account, theme, language, sign out. */
export function UserMenu({ compact = false }: { compact?: boolean }) {
  const t = useT();
  const { user } = useMe();
  const { theme } = useTheme();
  const language = useLanguage();
  const signOut = useSignOut();
  const { projectId } = useParams({ strict: false });
  const shown = user.name || user.email;
  return (
    <Menu>
      <MenuTrigger
        aria-label={compact ? t("shell.userMenu") : undefined}
        className={cn(
          "flex h-9 min-w-0 items-center gap-2.5 rounded-md text-left text-sm hover:bg-hover data-[state=open]:bg-hover max-md:h-11",
          compact ? "w-8 justify-center" : "w-full px-1.5",
        )}
      >
        <span
          aria-hidden
          className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-2xs text-accent-text uppercase"
        >
          {[...shown][0]}
        </span>
        {!compact && (
          <span className="truncate">
            <span className="sr-only">{t("shell.userMenu")}: </span>
            {shown}
          </span>
        )}
      </MenuTrigger>
      <MenuContent side="top" className="w-60">
        <p className="truncate px-2 pt-1.5 pb-1 text-faint text-xs">{user.email}</p>
        <MenuItem asChild>
          <Link to="/account">
            <UserRound aria-hidden />
            {t("auth.account")}
          </Link>
        </MenuItem>
        {projectId !== undefined && (
          <MenuItem asChild>
            <Link to="/projects/$projectId/mentions" params={{ projectId }}>
              <AtSign aria-hidden />
              {t("scores.mentions")}
            </Link>
          </MenuItem>
        )}
        {user.is_instance_owner && (
          <MenuItem asChild>
            <Link to="/instance">
              <Server aria-hidden />
              {t("shell.instance")}
            </Link>
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuLabel className="flex items-center gap-1.5">
          <Moon className="size-3" aria-hidden />
          {t("shell.theme")}
        </MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
          <MenuRadioItem value="light">{t("shell.light")}</MenuRadioItem>
          <MenuRadioItem value="dark">{t("shell.dark")}</MenuRadioItem>
          <MenuRadioItem value="system">{t("shell.system")}</MenuRadioItem>
        </MenuRadioGroup>
        <MenuLabel className="flex items-center gap-1.5">
          <Languages className="size-3" aria-hidden />
          {t("shell.language")}
        </MenuLabel>
        <MenuRadioGroup value={language} onValueChange={(value) => void chooseLanguage(value as Language)}>
          {Object.entries(LANGUAGES).map(([code, name]) => (
            <MenuRadioItem key={code} value={code} lang={code}>
              {name}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => signOut.mutate()}>
          <LogOut aria-hidden />
          {t("auth.signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
