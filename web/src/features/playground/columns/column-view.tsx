/** One column: what it runs, its messages, and below them its answer. */
import { Copy, Ellipsis, FileDown, FileUp, Play, Trash2, Wrench } from "lucide-react";
import { memo, type ReactNode, useCallback, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { useT } from "@/i18n";
import { type AnswerStore, useAnswer } from "../answers/answer-store";
import { AnswerView } from "../answers/answer-view";
import { letterOf, type Message, messagesOfAnswer, type ToolCall, titleOf } from "../draft";
import type { Column, Connection } from "../queries";
import { MessagesEditor } from "./messages-editor";
import { ModelPicker } from "./model-picker";
import { Parameters } from "./parameters";
import { ToolsDialog } from "./tools-dialog";

export interface ColumnActions {
  change: (columnId: string, make: (column: Column) => Column) => void;
  run: (columnId: string) => void;
  duplicate: (columnId: string) => void;
  remove: (columnId: string) => void;
  load: (columnId: string) => void;
  save: (columnId: string) => void;
}

interface ColumnViewProps {
  projectId: string;
  column: Column;
  place: number;
  count: number;
  connections: Connection[];
  store: AnswerStore;
  /** The column whose answer the others are compared with. */
  compareWith: string | null;
  mayEdit: boolean;
  actions: ColumnActions;
  /** Share of the height that the messages take. */
  share: number;
  divider: ReactNode;
}

export const ColumnView = memo(function ColumnView(props: ColumnViewProps) {
  const { projectId, column, place, store, compareWith, mayEdit, actions } = props;
  const t = useT();
  const letter = letterOf(place);
  const { change } = actions;
  const changeMessages = useCallback(
    (make: (messages: Message[]) => Message[]) =>
      change(column.id, (now) => ({ ...now, messages: make(now.messages), edited: now.prompt_name !== "" })),
    [change, column.id],
  );
  const onContinue = (text: string, calls: ToolCall[]) => changeMessages((now) => [...now, ...messagesOfAnswer(text, calls)]);
  const base = useAnswer(store, compareWith ?? "");
  const answer = useAnswer(store, column.id);
  const compared = compareWith !== null && compareWith !== column.id ? base?.text : undefined;
  return (
    <section
      aria-label={t("playground.column", { letter })}
      data-column={letter}
      className="flex min-h-0 min-w-0 flex-col bg-canvas max-md:min-h-full"
    >
      <ColumnHead {...props} letter={letter} />
      <div className="flex min-h-0 flex-1 flex-col max-md:block">
        <div
          className="min-h-0 shrink-0 overflow-y-auto px-2 pt-2 pb-2 max-md:h-auto!"
          style={{ height: `${props.share * 100}%` }}
        >
          <MessagesEditor projectId={projectId} messages={column.messages} readOnly={!mayEdit} onChange={changeMessages} />
        </div>
        {props.divider}
        <section
          aria-label={t("playground.answerOf", { letter })}
          className="min-h-0 flex-1 overflow-y-auto border-line border-t bg-surface max-md:min-h-40"
        >
          <AnswerView projectId={projectId} answer={answer} base={compared} onContinue={mayEdit ? onContinue : undefined} />
        </section>
      </div>
    </section>
  );
});

function ColumnHead(props: ColumnViewProps & { letter: string }) {
  const { projectId, column, connections, mayEdit, actions, letter, store } = props;
  const t = useT();
  const [tools, setTools] = useState(false);
  const answer = useAnswer(store, column.id);
  const title = titleOf(column);
  const held = column.tools.length + (column.output_schema ? 1 : 0);
  const changeThis = (make: (column: Column) => Column) => actions.change(column.id, make);
  return (
    <header className="flex shrink-0 flex-col gap-1.5 border-line border-b bg-surface px-2 py-1.5">
      <div className="flex items-center gap-1.5">
        <span className="grid size-5 shrink-0 place-items-center rounded-sm bg-accent-soft font-semibold text-2xs text-accent-text">
          {letter}
        </span>
        <h2 className="min-w-0 truncate font-medium text-sm" title={title}>
          {title || t("playground.draft")}
        </h2>
        {column.prompt_name && column.edited && <Badge tone="warning">{t("playground.edited")}</Badge>}
        <span className="flex-1" />
        {mayEdit && (
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={t("playground.runColumn", { letter })}
            title={t("playground.runColumn", { letter })}
            busy={answer?.state === "running"}
            onClick={() => actions.run(column.id)}
          >
            <Play aria-hidden />
          </Button>
        )}
        {mayEdit && <ColumnMenu {...props} />}
      </div>
      <div className="flex items-center gap-1.5">
        <ModelPicker
          projectId={projectId}
          connections={connections}
          provider={column.provider}
          model={column.model}
          readOnly={!mayEdit}
          letter={letter}
          onChange={(provider, model) => changeThis((now) => ({ ...now, provider, model }))}
        />
        <Parameters column={column} letter={letter} readOnly={!mayEdit} onChange={changeThis} />
        <Button
          size="sm"
          className="px-2"
          disabled={!mayEdit && held === 0}
          aria-label={t("playground.toolsOf", { letter })}
          title={t("playground.toolsOf", { letter })}
          onClick={() => setTools(true)}
        >
          <Wrench aria-hidden />
          {held > 0 && <span className="tabular">{held}</span>}
        </Button>
      </div>
      {tools && <ToolsDialog column={column} letter={letter} onChange={changeThis} onClose={() => setTools(false)} />}
    </header>
  );
}

function ColumnMenu({ column, count, actions, letter }: ColumnViewProps & { letter: string }) {
  const t = useT();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="icon-sm" variant="ghost" aria-label={t("playground.columnMenu", { letter })}>
          <Ellipsis aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem onSelect={() => actions.load(column.id)}>
          <FileDown aria-hidden />
          {t("playground.loadPrompt")}
        </MenuItem>
        <MenuItem onSelect={() => actions.save(column.id)}>
          <FileUp aria-hidden />
          {t("playground.savePrompt")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem disabled={count >= 10} onSelect={() => actions.duplicate(column.id)}>
          <Copy aria-hidden />
          {t("playground.duplicateColumn")}
        </MenuItem>
        <MenuItem danger disabled={count === 1} onSelect={() => actions.remove(column.id)}>
          <Trash2 aria-hidden />
          {t("playground.removeColumn")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
