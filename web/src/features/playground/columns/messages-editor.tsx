/** The messages of a column: written, moved by drag or button, with placeholders between them. */
import { Plus } from "lucide-react";
import { memo, useState } from "react";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { moveItem } from "@/lib/move-item";
import type { Message } from "../draft";
import { MessageEditor } from "./message-editor";

interface MessagesEditorProps {
  projectId: string;
  messages: Message[];
  readOnly: boolean;
  onChange: (make: (messages: Message[]) => Message[]) => void;
}

export const MessagesEditor = memo(function MessagesEditor({ projectId, messages, readOnly, onChange }: MessagesEditorProps) {
  const t = useT();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const lastRole = messages.findLast((message) => message.role)?.role;
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <ol className="flex flex-col gap-1.5">
        {messages.map((message, place) => (
          <li
            key={place}
            className={cn(
              "rounded-md border border-transparent",
              over === place && dragged !== null && dragged !== place && "border-accent",
              dragged === place && "opacity-50",
            )}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(place);
            }}
            onDrop={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              onChange((now) => moveItem(now, dragged, place));
              end();
            }}
          >
            <MessageEditor
              projectId={projectId}
              message={message}
              place={place}
              count={messages.length}
              readOnly={readOnly}
              onChange={(make) => onChange((now) => now.map((one, at) => (at === place ? make(one) : one)))}
              onMove={(to) => onChange((now) => moveItem(now, place, to))}
              onRemove={() => onChange((now) => now.filter((_, at) => at !== place))}
              onDragStart={() => setDragged(place)}
              onDragEnd={end}
            />
          </li>
        ))}
      </ol>
      {!readOnly && (
        <div className="flex flex-wrap gap-1">
          <Button
            size="sm"
            variant="ghost"
            onClick={() => onChange((now) => [...now, { role: lastRole === "user" ? "assistant" : "user", content: "" }])}
          >
            <Plus aria-hidden />
            {t("playground.addMessage")}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => onChange((now) => [...now, { type: "placeholder", name: "history" }])}>
            <Plus aria-hidden />
            {t("playground.addPlaceholder")}
          </Button>
        </div>
      )}
    </div>
  );
});
