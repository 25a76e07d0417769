/** The content of a version to be read: as written or as served, with line numbers and the remarks on lines. */
import { useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { Segmented } from "@/components/ui/segmented";
import { useT } from "@/i18n";
import type { Comment } from "../comments/comment-queries";
import { CommentedLines } from "../comments/commented-lines";
import type { Analysis, VersionOut } from "../queries";
import { type PromptContent, readContent } from "./content";
import { FoundNames } from "./version-form";

const ROLE_STYLE: Record<string, string> = {
  system: "border-l-grey",
  developer: "border-l-grey",
  user: "border-l-blue",
  assistant: "border-l-violet",
  tool: "border-l-orange",
};

interface LinesProps {
  projectId: string;
  promptId: string;
  comments: Comment[];
  mayComment: boolean;
}

interface ContentViewProps extends LinesProps {
  version: VersionOut;
  analysis: Analysis;
}

export function ContentView({ version, analysis, ...lines }: ContentViewProps) {
  const t = useT();
  const [resolved, setResolved] = useState(false);
  const composed = analysis.references.length > 0 && analysis.resolved !== null;
  const content = readContent(version.type, composed && resolved ? analysis.resolved : version.prompt);
  return (
    <section className="mb-6">
      <div className="mb-1.5 flex items-center gap-2">
        <h3 className="font-medium text-sm">{t("prompts.content")}</h3>
        {composed && (
          <Segmented
            aria-label={t("prompts.references")}
            value={resolved ? "resolved" : "written"}
            onValueChange={(value) => setResolved(value === "resolved")}
            options={[
              { value: "written", label: t("prompts.asWritten") },
              { value: "resolved", label: t("prompts.asServed") },
            ]}
          />
        )}
        <CopyButton className="ml-auto" text={textOf(content)} label={t("prompts.copyContent")} />
      </div>
      <ContentText
        content={content}
        version={version.version}
        {...lines}
        mayComment={lines.mayComment && !(composed && resolved)}
      />
      <FoundNames content={content} />
      {analysis.malformed_variables.length > 0 && (
        <p role="status" className="mt-2 rounded-md bg-warning-soft px-3 py-1.5 text-warning-text text-xs">
          {t("prompts.malformed", { names: analysis.malformed_variables.join(", ") })}
        </p>
      )}
      {analysis.error && (
        <p role="alert" className="mt-2 rounded-md bg-danger-soft px-3 py-1.5 text-danger-text text-xs">
          {analysis.error}
        </p>
      )}
    </section>
  );
}

function textOf(content: PromptContent): string {
  if (content.type === "text") return content.text;
  return content.messages.map((one) => (one.kind === "message" ? `${one.role}: ${one.content}` : `[${one.name}]`)).join("\n\n");
}

function ContentText({ content, ...lines }: LinesProps & { content: PromptContent; version: number }) {
  const t = useT();
  if (content.type === "text") {
    return (
      <div className="rounded-md border border-line bg-surface py-2 pr-3 pl-1">
        <CommentedLines {...lines} text={content.text} place={{ part: "prompt", messageIndex: null }} />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-2">
      {content.messages.map((message, index) =>
        message.kind === "message" ? (
          <div
            key={index}
            className={`rounded-md border border-line border-l-2 bg-surface px-3 py-2 ${ROLE_STYLE[message.role] ?? "border-l-teal"}`}
          >
            <p className="mb-1 font-medium text-soft text-xs">{message.role}</p>
            <CommentedLines {...lines} text={message.content} place={{ part: "prompt", messageIndex: index }} />
          </div>
        ) : (
          <div key={index} className="rounded-md border border-line-strong border-dashed px-3 py-2 text-soft text-xs">
            {t("prompts.placeholder")} <code className="font-mono text-accent-text">{message.name}</code>
          </div>
        ),
      )}
    </div>
  );
}
