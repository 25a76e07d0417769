/** The first version of a new prompt. */
import { useMay, useProject } from "@/api/me";
import { Page } from "@/components/page";
import { useT } from "@/i18n";
import "@/i18n/late/prompts";
import type { VersionOut } from "./queries";
import { VersionForm } from "./version-form";

interface NewPromptPageProps {
  folder: string | undefined;
  onSaved: (version: VersionOut) => void;
  onCancel: () => void;
}

export function NewPromptPage({ folder, onSaved, onCancel }: NewPromptPageProps) {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("prompts:write");
  return (
    <Page title={t("prompts.new")} width="text">
      {mayWrite ? (
        <VersionForm
          projectId={project.id}
          base={null}
          namePrefix={folder ? `${folder}/` : ""}
          mayRelease
          onSaved={onSaved}
          onCancel={onCancel}
        />
      ) : (
        <p className="text-soft text-sm">{t("errors.forbidden")}</p>
      )}
    </Page>
  );
}
