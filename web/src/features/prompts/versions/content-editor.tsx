/** Writes a text, or chat messages with their roles and placeholders, which move by drag, button or keyboard. */
import { ArrowDown, ArrowUp, GripVertical, Plus, Trash2 } from "lucide-react";
import { type DragEvent, useState } from "react";
import { MarkedTextarea } from "@/components/prompt-text/marked-text";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { moveItem } from "@/lib/move-item";
import type { PromptContent, PromptMessage } from "./content";

const ROLE_LIST = "prompt-roles";
const ROLES = ["system", "developer", "user", "assistant", "tool"];

interface ContentEditorProps {
  content: PromptContent;
  onChange: (content: PromptContent) => void;
}

export function ContentEditor({ content, onChange }: ContentEditorProps) {
  const t = useT();
  if (content.type === "text") {
    return (
      <MarkedTextarea
        aria-label={t("prompts.text")}
        className="min-h-64"
        value={content.text}
        onValueChange={(text) => onChange({ type: "text", text })}
      />
    );
  }
  return <MessagesEditor messages={content.messages} onChange={(messages) => onChange({ type: "chat", messages })} />;
}

interface MessagesEditorProps {
  messages: PromptMessage[];
  onChange: (messages: PromptMessage[]) => void;
}

function MessagesEditor({ messages, onChange }: MessagesEditorProps) {
  const t = useT();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const nextRole = [...messages].reverse().find((one) => one.kind === "message")?.role === "user" ? "assistant" : "user";
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col gap-2">
        {messages.map((message, index) => (
          <li
            key={index}
            className={cn(
              "rounded-md border border-line bg-surface p-2",
              over === index && dragged !== index && "border-accent",
              dragged === index && "opacity-50",
            )}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null) onChange(moveItem(messages, dragged, index));
              end();
            }}
          >
            <MessageEditor
              message={message}
              place={index}
              count={messages.length}
              onChange={(changed) => onChange(messages.map((one, place) => (place === index ? changed : one)))}
              onMove={(to) => onChange(moveItem(messages, index, to))}
              onRemove={() => onChange(messages.filter((_, place) => place !== index))}
              onDragStart={() => setDragged(index)}
              onDragEnd={end}
            />
          </li>
        ))}
      </ol>
      <datalist id={ROLE_LIST}>
        {ROLES.map((role) => (
          <option key={role} value={role} />
        ))}
      </datalist>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onChange([...messages, { kind: "message", role: nextRole, content: "", rest: {} }])}>
          <Plus aria-hidden />
          {t("prompts.addMessage")}
        </Button>
        <Button size="sm" onClick={() => onChange([...messages, { kind: "placeholder", name: "history" }])}>
          <Plus aria-hidden />
          {t("prompts.addPlaceholder")}
        </Button>
      </div>
    </div>
  );
}

interface MessageEditorProps {
  message: PromptMessage;
  place: number;
  count: number;
  onChange: (message: PromptMessage) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDragStart: (event: DragEvent) => void;
  onDragEnd: () => void;
}

function MessageEditor({ message, place, count, onChange, onMove, onRemove, onDragStart, onDragEnd }: MessageEditorProps) {
  const t = useT();
  const number = place + 1;
  return (
    <>
      <div className="flex items-center gap-1.5">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way; the buttons beside it are the keyboard's */}
        <span
          draggable
          onDragStart={onDragStart}
          onDragEnd={onDragEnd}
          title={t("prompts.dragMessage")}
          className="cursor-grab text-faint max-md:hidden"
        >
          <GripVertical className="size-4" aria-hidden />
        </span>
        {message.kind === "message" ? (
          <Input
            list={ROLE_LIST}
            className="h-7 w-32 text-xs"
            aria-label={t("prompts.roleOf", { number })}
            value={message.role}
            onChange={(event) => onChange({ ...message, role: event.target.value })}
          />
        ) : (
          <span className="font-medium text-soft text-xs">{t("prompts.placeholder")}</span>
        )}
        <span className="flex-1" />
        <Button
          size="icon-sm"
          variant="ghost"
          disabled={place === 0}
          aria-label={t("prompts.moveUp", { number })}
          onClick={() => onMove(place - 1)}
        >
          <ArrowUp aria-hidden />
        </Button>
        <Button
          size="icon-sm"
          variant="ghost"
          disabled={place === count - 1}
          aria-label={t("prompts.moveDown", { number })}
          onClick={() => onMove(place + 1)}
        >
          <ArrowDown aria-hidden />
        </Button>
        <Button
          size="icon-sm"
          variant="ghost"
          disabled={count === 1}
          aria-label={t("prompts.removeMessage", { number })}
          onClick={onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      {message.kind === "message" ? (
        <MarkedTextarea
          className="mt-2"
          aria-label={t("prompts.messageText", { number })}
          value={message.content}
          onValueChange={(content) => onChange({ ...message, content })}
        />
      ) : (
        <Input
          className="mt-2 font-mono text-xs"
          aria-label={t("prompts.placeholderName", { number })}
          value={message.name}
          onChange={(event) => onChange({ ...message, name: event.target.value })}
        />
      )}
    </>
  );
}
