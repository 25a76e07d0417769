/** The price book: own and built-in models, which price a name would get, models without a price, and re-pricing. */
import { Plus } from "lucide-react";
import { useState } from "react";
import { useMay, useProject } from "@/api/me";
import { Page } from "@/components/page";
import { Button } from "@/components/ui/button";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useT } from "@/i18n";
import "@/i18n/late/costs";
import { MatchTest } from "./models/match-test";
import { ModelDialog } from "./models/model-dialog";
import { ModelList } from "./models/model-list";
import { WithoutPrice } from "./models/without-price";
import { PriceSettings } from "./price-settings";
import { PriceTrail } from "./price-trail";
import { RepricePanel } from "./reprice-panel";
import type { ModelTab } from "./tabs";

interface ModelsPageProps {
  tab: ModelTab;
  search: string;
  onChange: (search: { tab?: ModelTab; q?: string }) => void;
}

export function ModelsPage({ tab, search, onChange }: ModelsPageProps) {
  const t = useT();
  const project = useProject();
  const mayWrite = useMay("models:write");
  const mayAudit = useMay("audit:read");
  const [creating, setCreating] = useState(false);
  const actions = mayWrite && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("costs.newModel")}
    </Button>
  );
  return (
    <Page title={t("costs.models")} actions={actions}>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">
        <Tabs value={tab} onValueChange={(value) => onChange({ tab: value as ModelTab })} className="mx-auto max-w-6xl">
          <p className="mb-3 text-pretty text-soft text-sm">{t("costs.modelsWhy")}</p>
          <TabsList className="mb-4 overflow-x-auto whitespace-nowrap">
            <TabsTrigger value="book">{t("costs.book")}</TabsTrigger>
            <TabsTrigger value="match">{t("costs.matchTest")}</TabsTrigger>
            <TabsTrigger value="unpriced">{t("costs.ambiguous")}</TabsTrigger>
            {mayWrite && <TabsTrigger value="reprice">{t("costs.reprice")}</TabsTrigger>}
            <TabsTrigger value="settings">{t("costs.settings")}</TabsTrigger>
            {mayAudit && <TabsTrigger value="trail">{t("costs.trail")}</TabsTrigger>}
          </TabsList>
          <TabsContent value="book">
            <ModelList projectId={project.id} search={search} onSearch={(q) => onChange({ q })} mayWrite={mayWrite} />
          </TabsContent>
          <TabsContent value="match">
            <MatchTest projectId={project.id} name={search} onName={(q) => onChange({ q: q || undefined })} />
          </TabsContent>
          <TabsContent value="unpriced">
            <WithoutPrice projectId={project.id} mayWrite={mayWrite} />
          </TabsContent>
          <TabsContent value="reprice">
            <RepricePanel projectId={project.id} />
          </TabsContent>
          <TabsContent value="settings">
            <PriceSettings projectId={project.id} mayWrite={mayWrite} />
          </TabsContent>
          <TabsContent value="trail">
            <PriceTrail projectId={project.id} />
          </TabsContent>
        </Tabs>
      </div>
      {creating && <ModelDialog projectId={project.id} model={null} onClose={() => setCreating(false)} />}
    </Page>
  );
}
