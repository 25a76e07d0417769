/** One prompt: its versions at the side, and what can be read of them or done with them in tabs. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, FilePlus2, ListTree } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/me";
import { ErrorState } from "@/components/error-state";
import { OpenInPlayground } from "@/components/open-in-playground";
import { Page } from "@/components/page";
import { PageSkeleton } from "@/components/page-skeleton";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import "@/i18n/late/prompts";
import "@/i18n/late/playground";
import { useShortcut } from "@/lib/shortcuts";
import { AbTests } from "./ab-tests/ab-tests";
import { ComparePanel } from "./compare/compare-panel";
import { NumbersTable } from "./numbers-table";
import { type PromptDetail, promptQuery, versionQuery } from "./queries";
import { ReleasePanel } from "./release/release-panel";
import { PROMPT_TABS, type PromptTab } from "./tabs";
import { TrailList } from "./trail-list";
import { PromptMenu } from "./transfer/prompt-menu";
import { UsePrompt } from "./versions/use-prompt";
import { VersionForm } from "./versions/version-form";
import { VersionList } from "./versions/version-list";
import { VersionView } from "./versions/version-view";

export interface PromptPageSearch {
  tab?: PromptTab;
  /** The version that is open; the newest without it. */
  version?: number;
  /** The version it is compared with. */
  with?: number;
  /** A new version is being written. */
  edit?: boolean;
}

interface PromptPageProps {
  projectId: string;
  promptId: string;
  search: PromptPageSearch;
  onChange: (search: Partial<PromptPageSearch>) => void;
  onGone: () => void;
  onOpen: (promptId: string) => void;
}

export function PromptPage(props: PromptPageProps) {
  const { projectId, promptId } = props;
  const prompt = useQuery(promptQuery(projectId, promptId));
  if (prompt.isPending) return <PageSkeleton />;
  if (prompt.isError) return <ErrorState error={prompt.error} retry={() => prompt.refetch()} />;
  return <OpenPrompt {...props} prompt={prompt.data} />;
}

function OpenPrompt({ projectId, search, onChange, onGone, onOpen, prompt }: PromptPageProps & { prompt: PromptDetail }) {
  const t = useT();
  const mayWrite = useMay("prompts:write");
  const newest = prompt.versions[0]?.version ?? 1;
  const version = prompt.versions.some((one) => one.version === search.version) ? (search.version ?? newest) : newest;
  const edit = () => onChange({ edit: true, version });
  useShortcut({ keys: "e", label: t("prompts.newVersion"), group: t("prompts.prompts") }, edit, mayWrite && !search.edit);
  const actions = (
    <>
      <Button asChild>
        <Link
          to="/projects/$projectId/traces"
          params={{ projectId }}
          search={{ q: `prompt_name:${JSON.stringify(prompt.name)}`, rows: "observations", range: "30d" }}
        >
          <ListTree className="size-4" aria-hidden />
          <span className="max-sm:sr-only">{t("prompts.generations")}</span>
        </Link>
      </Button>
      {!search.edit && <OpenInPlayground size="md" projectId={projectId} search={{ prompt: prompt.id, version }} />}
      {mayWrite && !search.edit && (
        <Button variant="primary" onClick={edit}>
          <FilePlus2 aria-hidden />
          {t("prompts.newVersion")}
        </Button>
      )}
      {mayWrite && <PromptMenu projectId={projectId} prompt={prompt} onGone={onGone} onCopied={onOpen} />}
    </>
  );
  const before = (
    <Button asChild variant="ghost" size="icon-sm">
      <Link to="/projects/$projectId/prompts" params={{ projectId }} aria-label={t("prompts.allPrompts")}>
        <ArrowLeft className="size-4" aria-hidden />
      </Link>
    </Button>
  );
  const title = (
    <span className="flex items-center gap-2">
      <span className="truncate">{prompt.name}</span>
      <Badge>{t(`prompts.type_${prompt.type}`)}</Badge>
    </span>
  );
  return (
    <Page title={title} before={before} actions={actions}>
      {search.edit && mayWrite ? (
        <Editor projectId={projectId} prompt={prompt} version={version} onChange={onChange} />
      ) : (
        <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
          <VersionList
            projectId={projectId}
            prompt={prompt}
            selected={version}
            onSelect={(chosen) => onChange({ version: chosen })}
          />
          <PromptTabs projectId={projectId} prompt={prompt} version={version} search={search} onChange={onChange} />
        </div>
      )}
    </Page>
  );
}

interface PartProps {
  projectId: string;
  prompt: PromptDetail;
  version: number;
  onChange: PromptPageProps["onChange"];
}

function Editor({ projectId, prompt, version, onChange }: PartProps) {
  const t = useT();
  const base = useQuery(versionQuery(projectId, prompt.id, version));
  const released = prompt.rules.some((rule) => rule.label === "production") || prompt.running_tests.production !== undefined;
  if (base.isPending) return <PageSkeleton />;
  if (base.isError) return <ErrorState error={base.error} retry={() => base.refetch()} />;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-4">
      <p className="mb-3 text-soft text-sm">{t("prompts.startsFrom", { version })}</p>
      <VersionForm
        projectId={projectId}
        base={base.data.version}
        mayRelease={!released}
        onSaved={(saved) => onChange({ edit: undefined, tab: "compare", version: saved.version, with: version })}
        onCancel={() => onChange({ edit: undefined })}
      />
    </div>
  );
}

function PromptTabs({ projectId, prompt, version, search, onChange }: PartProps & { search: PromptPageSearch }) {
  const t = useT();
  const [opened, setOpened] = useState(search.tab ?? "content");
  const tab = search.tab ?? opened;
  const choose = (value: string) => {
    setOpened(value as PromptTab);
    onChange({ tab: value as PromptTab });
  };
  return (
    <Tabs value={tab} onValueChange={choose} className="min-h-0 min-w-0 flex-1 md:overflow-y-auto">
      <TabsList className="sticky top-0 z-10 overflow-x-auto bg-canvas px-4 whitespace-nowrap">
        {PROMPT_TABS.map((one) => (
          <TabsTrigger key={one} value={one}>
            {t(`prompts.tab_${one}`)}
          </TabsTrigger>
        ))}
      </TabsList>
      <div className="px-4 py-4">
        <TabsContent value="content">
          <VersionView
            projectId={projectId}
            prompt={prompt}
            version={version}
            onRestored={(made) => onChange({ version: made })}
          />
        </TabsContent>
        <TabsContent value="compare">
          <ComparePanel
            projectId={projectId}
            prompt={prompt}
            left={search.with}
            right={version}
            onChange={(left, right) => onChange({ with: left, version: right })}
          />
        </TabsContent>
        <TabsContent value="numbers">
          <NumbersTable projectId={projectId} prompt={prompt} />
        </TabsContent>
        <TabsContent value="release">
          <ReleasePanel projectId={projectId} prompt={prompt} version={version} />
        </TabsContent>
        <TabsContent value="test">
          <AbTests projectId={projectId} prompt={prompt} />
        </TabsContent>
        <TabsContent value="use">
          <UsePrompt projectId={projectId} prompt={prompt} version={version} />
        </TabsContent>
        <TabsContent value="history">
          <TrailList projectId={projectId} promptId={prompt.id} />
        </TabsContent>
      </div>
    </Tabs>
  );
}
