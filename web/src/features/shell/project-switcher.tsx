import { Link } from "@tanstack/react-router";
import { Building2, Check, ChevronsUpDown, Plus } from "lucide-react";
import { useState } from "react";
import { useMe } from "@/api/me";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";

const SEARCH_FROM = 8;

/** The current project under its organization; opens the list of all of the user's organizations and projects. */
export function ProjectSwitcher({ projectId, compact = false }: { projectId: string | null; compact?: boolean }) {
  const t = useT();
  const { organizations } = useMe();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const close = () => setOpen(false);
  const organization = organizations.find((one) => one.projects.some((project) => project.id === projectId));
  const project = organization?.projects.find((one) => one.id === projectId);
  const many = organizations.reduce((sum, one) => sum + one.projects.length, 0) >= SEARCH_FROM;
  const matches = (name: string) => name.toLocaleLowerCase().includes(query.toLocaleLowerCase());
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger
        aria-label={compact ? t("shell.projects") : undefined}
        className={cn(
          "flex min-w-0 items-center gap-2 rounded-md text-left hover:bg-hover data-[state=open]:bg-hover",
          compact ? "size-8 justify-center" : "w-full px-1.5 py-1.5",
        )}
      >
        <span
          aria-hidden
          className="grid size-6 shrink-0 place-items-center rounded-md bg-accent font-semibold text-2xs text-accent-ink uppercase"
        >
          {[...(project?.name ?? "–")][0]}
        </span>
        {!compact && (
          <>
            <span className="min-w-0 flex-1">
              <span className="sr-only">{t("shell.projects")}: </span>
              <span className="block truncate font-medium text-sm leading-4">{project?.name ?? t("shell.projects")}</span>
              {organization && <span className="block truncate text-2xs text-faint leading-3.5">{organization.name}</span>}
            </span>
            <ChevronsUpDown className="size-3.5 shrink-0 text-faint" aria-hidden />
          </>
        )}
      </PopoverTrigger>
      <PopoverContent className="w-68 p-0">
        {many && (
          <div className="border-line border-b p-1.5">
            <Input
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              placeholder={t("shell.searchProjects")}
              aria-label={t("shell.searchProjects")}
            />
          </div>
        )}
        <div className="max-h-80 overflow-y-auto p-1">
          {organizations.map((one) => (
            <section key={one.id} aria-label={one.name}>
              <div className="flex items-center gap-1.5 px-2 pt-1.5 pb-1">
                <Building2 className="size-3 text-faint" aria-hidden />
                <Link
                  to="/organizations/$organizationId"
                  params={{ organizationId: one.id }}
                  onClick={close}
                  className="eyebrow truncate hover:text-ink hover:underline"
                >
                  {one.name}
                </Link>
              </div>
              {one.projects
                .filter((item) => matches(item.name) || matches(one.name))
                .map((item) => (
                  <Link
                    key={item.id}
                    to="/projects/$projectId/traces"
                    params={{ projectId: item.id }}
                    onClick={close}
                    className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-sm hover:bg-hover max-md:py-2.5"
                  >
                    <span className="min-w-0 flex-1 truncate">{item.name}</span>
                    {item.id === projectId && <Check className="size-3.5 text-accent-text" aria-hidden />}
                  </Link>
                ))}
            </section>
          ))}
        </div>
        <div className="border-line border-t p-1">
          <Link
            to="/projects/new"
            onClick={close}
            className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-sm hover:bg-hover max-md:py-2.5"
          >
            <Plus className="size-4 text-faint" aria-hidden />
            {t("shell.createProject")}
          </Link>
        </div>
      </PopoverContent>
    </Popover>
  );
}
