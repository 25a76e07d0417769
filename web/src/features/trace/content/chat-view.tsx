/** A conversation as people read it: roles, thinking, tool calls with their definitions and results, media. */
import { Brain, ChevronRight, Wrench } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { CopyButton } from "@/components/copy-button";
import { LinkedMedia } from "@/components/markdown/media";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { JsonView } from "./json-view";
import { LongText } from "./long-text";
import type { Message, Part, Role } from "./messages";

const ROLE_STYLE: Record<Role, string> = {
  system: "border-l-grey",
  developer: "border-l-grey",
  user: "border-l-blue",
  assistant: "border-l-violet",
  tool: "border-l-orange",
};
const COLLAPSE_SYSTEM = 600;
const SHOW_FIRST = 3;
const SHOW_LAST = 5;

interface ChatViewProps {
  messages: Message[];
  tools: Record<string, unknown>;
}

export function ChatView({ messages, tools }: ChatViewProps) {
  const t = useT();
  const [all, setAll] = useState(false);
  const names = useMemo(() => callNames(messages), [messages]);
  const hidden = all || messages.length <= SHOW_FIRST + SHOW_LAST + 1 ? 0 : messages.length - SHOW_FIRST - SHOW_LAST;
  const shown = hidden === 0 ? messages : [...messages.slice(0, SHOW_FIRST), ...messages.slice(-SHOW_LAST)];
  return (
    <div className="flex flex-col gap-2">
      {shown.map((message, index) => (
        <div key={index} className="contents">
          {hidden > 0 && index === SHOW_FIRST && (
            <button
              type="button"
              onClick={() => setAll(true)}
              className="rounded-md border border-line border-dashed py-1.5 text-accent-text text-sm hover:bg-hover"
            >
              {t.count("trace.moreMessages", hidden)}
            </button>
          )}
          <MessageCard message={message} tools={tools} names={names} />
        </div>
      ))}
    </div>
  );
}

/** Which tool a result belongs to: results name only the id of their call. */
function callNames(messages: Message[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const message of messages) {
    for (const part of message.parts) if (part.kind === "call" && part.id) names.set(part.id, part.name);
  }
  return names;
}

function MessageCard({
  message,
  tools,
  names,
}: {
  message: Message;
  tools: Record<string, unknown>;
  names: ReadonlyMap<string, string>;
}) {
  const t = useT();
  const length = message.parts.reduce((sum, part) => sum + (part.kind === "text" ? part.text.length : 0), 0);
  const long = (message.role === "system" || message.role === "developer") && length > COLLAPSE_SYSTEM;
  const [open, setOpen] = useState(!long);
  const words = message.parts.filter((part) => part.kind === "text").map((part) => part.text);
  return (
    <section
      className={cn("group rounded-md border border-line border-l-2 bg-surface px-3 py-2", ROLE_STYLE[message.role])}
      aria-label={t(`trace.role_${message.role}`)}
    >
      <header className="flex items-center gap-2">
        <button
          type="button"
          onClick={() => setOpen(!open)}
          aria-expanded={open}
          className="flex items-center gap-1 font-medium text-soft text-xs hover:text-ink"
        >
          <ChevronRight className={cn("size-3 transition-transform", open && "rotate-90")} aria-hidden />
          {t(`trace.role_${message.role}`)}
          {message.name && <span className="text-faint">· {message.name}</span>}
        </button>
        {words.length > 0 && (
          <CopyButton
            text={words.join("\n")}
            className="ml-auto opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
          />
        )}
      </header>
      {open ? (
        <div className="mt-1 flex min-w-0 flex-col gap-2">
          {message.parts.map((part, index) => (
            <PartView key={index} part={part} tools={tools} names={names} />
          ))}
          {message.parts.length === 0 && <span className="text-faint text-sm">{t("trace.emptyMessage")}</span>}
        </div>
      ) : (
        <p className="mt-1 line-clamp-2 text-faint text-sm">{words.join(" ").slice(0, 240)}</p>
      )}
    </section>
  );
}

function PartView({ part, tools, names }: { part: Part; tools: Record<string, unknown>; names: ReadonlyMap<string, string> }) {
  const t = useT();
  switch (part.kind) {
    case "text":
      return <LongText text={part.text} />;
    case "thinking":
      return (
        <Folded icon={<Brain className="size-3.5 text-pink" aria-hidden />} title={t("trace.thinking")} open={false}>
          <LongText text={part.text} markdown={false} />
        </Folded>
      );
    case "image":
    case "audio":
      return <LinkedMedia url={part.url} family={part.kind} />;
    case "file":
      return part.url ? <LinkedMedia url={part.url} family="file" /> : <span className="text-soft text-sm">{part.name}</span>;
    case "call":
      return <Call part={part} definition={tools[part.name]} />;
    case "result":
      return <Result part={part} name={part.name || names.get(part.id) || ""} />;
    default:
      return <JsonView value={part.value} label={t("trace.json")} />;
  }
}

function Call({ part, definition }: { part: Extract<Part, { kind: "call" }>; definition: unknown }) {
  const t = useT();
  const [described, setDescribed] = useState(false);
  return (
    <Folded
      icon={<Wrench className="size-3.5 text-orange" aria-hidden />}
      title={
        <>
          {t("trace.calls_tool")} <code className="font-semibold text-ink">{part.name}</code>
          {part.id && <span className="text-faint"> {part.id}</span>}
        </>
      }
      open
    >
      <JsonView value={part.args ?? {}} label={t("trace.arguments")} />
      {definition !== undefined && (
        <>
          <button
            type="button"
            className="mt-1 text-accent-text text-xs hover:underline"
            aria-expanded={described}
            onClick={() => setDescribed(!described)}
          >
            {t(described ? "trace.hideDefinition" : "trace.showDefinition")}
          </button>
          {described && <JsonView value={definition} label={t("trace.definition")} />}
        </>
      )}
    </Folded>
  );
}

function Result({ part, name }: { part: Extract<Part, { kind: "result" }>; name: string }) {
  const t = useT();
  return (
    <div className="min-w-0">
      <p className="mb-1 text-faint text-xs">
        {t("trace.resultOf")} <code className="text-soft">{name || part.id || "–"}</code>
      </p>
      {typeof part.result === "string" ? (
        <LongText text={part.result} markdown={false} />
      ) : (
        <JsonView value={part.result} label={t("trace.result")} />
      )}
    </div>
  );
}

function Folded({ icon, title, open, children }: { icon: ReactNode; title: ReactNode; open: boolean; children: ReactNode }) {
  return (
    <details open={open} className="min-w-0 rounded-md bg-sunken px-2.5 py-1.5 ring-1 ring-line">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 text-soft text-xs">
        {icon}
        <span className="min-w-0 truncate">{title}</span>
      </summary>
      <div className="mt-1.5 min-w-0">{children}</div>
    </details>
  );
}
