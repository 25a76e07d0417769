import { Link } from "@tanstack/react-router";
import { Building2, FolderKanban, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMe } from "@/api/me";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import { useRenameOrganization } from "./queries";

/** One organization: its projects and its name. Members are managed in the settings of any of its projects. */
export function OrganizationPage({ organizationId }: { organizationId: string }) {
  const t = useT();
  const { organizations } = useMe();
  const organization = organizations.find((one) => one.id === organizationId);
  if (!organization) {
    return (
      <EmptyState icon={Building2} title={t("errors.notFound")} className="h-full">
        {t("errors.notFoundWhy")}
      </EmptyState>
    );
  }
  return (
    <Page title={organization.name} width="text">
      <Section
        title={t("shell.projects")}
        actions={
          organization.permissions.includes("projects:create") && (
            <Button asChild>
              <Link to="/projects/new">
                <Plus aria-hidden />
                {t("shell.createProject")}
              </Link>
            </Button>
          )
        }
      >
        <ul className="grid gap-3 sm:grid-cols-2">
          {organization.projects.map((project) => (
            <li key={project.id}>
              <Link
                to="/projects/$projectId/traces"
                params={{ projectId: project.id }}
                className="flex items-center gap-3 rounded-lg border border-line bg-surface p-4 hover:border-line-strong hover:shadow-sm"
              >
                <FolderKanban className="size-4 shrink-0 text-faint" aria-hidden />
                <span className="min-w-0 flex-1 truncate font-medium">{project.name}</span>
                {project.role && <Badge>{t(`settings.role_${project.role}`)}</Badge>}
              </Link>
            </li>
          ))}
        </ul>
      </Section>
      {organization.permissions.includes("organization:update") && <Rename id={organization.id} name={organization.name} />}
    </Page>
  );
}

function Rename({ id, name }: { id: string; name: string }) {
  const t = useT();
  const rename = useRenameOrganization(id);
  const [value, setValue] = useState(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(value, { onSuccess: () => toast.success(t("states.saved")) });
  };
  return (
    <Section title={t("shell.organizationName")}>
      <form className="flex max-w-md gap-2" onSubmit={submit}>
        <Input
          aria-label={t("shell.organizationName")}
          required
          maxLength={100}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <Button type="submit" busy={rename.isPending}>
          {t("actions.save")}
        </Button>
      </form>
    </Section>
  );
}
