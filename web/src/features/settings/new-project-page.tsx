import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useMe } from "@/api/me";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useT } from "@/i18n";
import { BROWSER_ZONE } from "@/lib/time";
import { useCreateOrganization, useCreateProject } from "./queries";

const NEW = "new";

/** A new project, in one of the user's organizations or in a new one. */
export function NewProjectPage() {
  const t = useT();
  const navigate = useNavigate();
  const { organizations } = useMe();
  const createOrganization = useCreateOrganization();
  const createProject = useCreateProject();
  const usable = organizations.filter((one) => one.permissions.includes("projects:create"));
  const [chosen, setChosen] = useState(usable[0]?.id ?? NEW);
  const [organizationName, setOrganizationName] = useState("");
  const [name, setName] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const organizationId = chosen === NEW ? (await createOrganization.mutateAsync(organizationName)).id : chosen;
    setChosen(organizationId);
    const project = await createProject.mutateAsync({ organizationId, name, time_zone: BROWSER_ZONE });
    await navigate({ to: "/projects/$projectId/traces", params: { projectId: project.id } });
  };
  return (
    <Page title={t("shell.createProject")} width="text">
      <form className="flex max-w-sm flex-col gap-4" onSubmit={submit}>
        <Field label={t("settings.organization")}>
          {(control) => (
            <Select
              id={control.id}
              value={chosen}
              onValueChange={setChosen}
              options={[
                ...usable.map((one) => ({ value: one.id, label: one.name })),
                { value: NEW, label: t("shell.createOrganization") },
              ]}
            />
          )}
        </Field>
        {chosen === NEW && (
          <Field label={t("shell.organizationName")}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={100}
                value={organizationName}
                onChange={(event) => setOrganizationName(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label={t("shell.projectName")}>
          {(control) => (
            <Input
              {...control}
              required
              autoFocus
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="self-start"
          busy={createOrganization.isPending || createProject.isPending}
        >
          {t("actions.create")}
        </Button>
      </form>
    </Page>
  );
}
