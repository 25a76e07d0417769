/** What a column's model may call, and the form its answer must have: both as JSON Schema. */
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import { readTool } from "../draft";
import type { Column } from "../queries";
import { JsonField } from "./json-field";

const EXAMPLE_TOOL = {
  name: "get_weather",
  description: "The weather in a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const EXAMPLE_SCHEMA = {
  type: "object",
  properties: { answer: { type: "string" }, confidence: { type: "number" } },
  required: ["answer", "confidence"],
  additionalProperties: false,
};

interface ToolsDialogProps {
  column: Column;
  letter: string;
  onChange: (make: (column: Column) => Column) => void;
  onClose: () => void;
}

export function ToolsDialog({ column, letter, onChange, onClose }: ToolsDialogProps) {
  const t = useT();
  const [side, setSide] = useState<"tools" | "schema">("tools");
  const [examples, setExamples] = useState(0);
  const example = () => {
    onChange((now) =>
      side === "tools" ? { ...now, tools: [...now.tools, EXAMPLE_TOOL] } : { ...now, output_schema: EXAMPLE_SCHEMA },
    );
    setExamples((count) => count + 1);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("playground.toolsOf", { letter })}
      className="w-[min(44rem,calc(100vw-2rem))]"
      footer={
        <>
          <Button className="mr-auto" onClick={example}>
            {t("playground.insertExample")}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t("actions.done")}
          </Button>
        </>
      }
    >
      <Segmented
        className="mb-3"
        aria-label={t("playground.toolsOf", { letter })}
        value={side}
        onValueChange={setSide}
        options={[
          { value: "tools", label: t("playground.tools") },
          { value: "schema", label: t("playground.schema") },
        ]}
      />
      {side === "tools" ? (
        <JsonField
          key={`tools ${examples}`}
          label={t("playground.tools")}
          hint={t("playground.toolsHint")}
          className="min-h-64"
          value={column.tools.length > 0 ? column.tools : null}
          check={(value) => (isTools(value) ? null : t("playground.toolsWrong"))}
          onChange={(value) => onChange((now) => ({ ...now, tools: ((value ?? []) as Record<string, unknown>[]).map(readTool) }))}
        />
      ) : (
        <JsonField
          key={`schema ${examples}`}
          label={t("playground.schema")}
          hint={t("playground.schemaHint")}
          className="min-h-64"
          value={column.output_schema}
          check={(value) => (typeof value === "object" && !Array.isArray(value) ? null : t("playground.needsObject"))}
          onChange={(value) => onChange((now) => ({ ...now, output_schema: value as Column["output_schema"] }))}
        />
      )}
    </Dialog>
  );
}

function isTools(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "object" && one !== null && readTool(one).name !== "");
}
