/** The first version of a new prompt. */
import { useProject } from "@/api/me";
import { Page } from "@/components/page";
import { useT } from "@/i18n";
import "@/i18n/late/prompts";
import type { VersionOut } from "./queries";
import { VersionForm } from "./versions/version-form";

interface NewPromptPageProps {
  folder: string | undefined;
  onSaved: (version: VersionOut) => void;
  onCancel: () => void;
}

export function NewPromptPage({ folder, onSaved, onCancel }: NewPromptPageProps) {
  const t = useT();
  const project = useProject();
  return (
    <Page title={t("prompts.new")} width="text">
      <VersionForm
        projectId={project.id}
        base={null}
        namePrefix={folder ? `${folder}/` : ""}
        mayRelease
        onSaved={onSaved}
        onCancel={onCancel}
      />
    </Page>
  );
}
