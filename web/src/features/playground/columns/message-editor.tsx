/** One message: its role, text, images and tool calls; or a placeholder with its name. */
import { ArrowDown, ArrowUp, GripVertical, ImagePlus, Trash2, Wrench } from "lucide-react";
import { type ClipboardEvent, type DragEvent, useRef } from "react";
import { MarkedTextarea } from "@/components/prompt-text/marked-text";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useT } from "@/i18n";
import { cn } from "@/lib/cn";
import { imagesOf, isPlaceholder, type Message, ROLES, textOf, toolCallsOf, withContent } from "../draft";
import { Images, useImages } from "./images";

const STRIPE: Record<string, string> = {
  system: "border-l-grey",
  developer: "border-l-grey",
  user: "border-l-blue",
  assistant: "border-l-violet",
  tool: "border-l-orange",
};

interface MessageEditorProps {
  projectId: string;
  message: Message;
  place: number;
  count: number;
  readOnly: boolean;
  onChange: (make: (message: Message) => Message) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDragStart: () => void;
  onDragEnd: () => void;
}

export function MessageEditor(props: MessageEditorProps) {
  const { message, place, readOnly, onChange } = props;
  const t = useT();
  const number = place + 1;
  if (isPlaceholder(message)) {
    return (
      <div className="group rounded-md border border-line-strong border-dashed px-2 py-1.5">
        <div className="flex items-center gap-1.5">
          <Grip {...props} />
          <span className="text-soft text-xs">{t("playground.placeholder")}</span>
          <Input
            className="h-6 flex-1 font-mono text-xs"
            aria-label={t("playground.placeholderName", { number })}
            value={String(message.name ?? "")}
            readOnly={readOnly}
            onChange={(event) => onChange((now) => ({ ...now, name: event.target.value }))}
          />
          <Tools {...props} />
        </div>
      </div>
    );
  }
  return <SaidMessage {...props} />;
}

function SaidMessage(props: MessageEditorProps) {
  const { projectId, message, place, readOnly, onChange } = props;
  const t = useT();
  const number = place + 1;
  const role = String(message.role ?? "user");
  const calls = toolCallsOf(message);
  const hint =
    role === "user"
      ? t("playground.userHint", { mark: "{{name}}" })
      : t(role === "system" ? "playground.systemHint" : "playground.textHint");
  const chooser = useRef<HTMLInputElement>(null);
  const add = useImages(projectId, (token) => onChange((now) => withContent(now, textOf(now), [...imagesOf(now), token])));
  const takeFiles = (files: FileList | null | undefined) => {
    const images = [...(files ?? [])].filter((file) => file.type.startsWith("image/"));
    for (const image of images) add.upload(image);
    return images.length > 0;
  };
  const onPaste = (event: ClipboardEvent) => {
    if (role === "user" && takeFiles(event.clipboardData.files)) event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    if (role === "user" && event.dataTransfer.files.length > 0 && takeFiles(event.dataTransfer.files)) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop images; the button beside the role is the keyboard's way
    <div
      className={cn("group rounded-md border border-line border-l-2 bg-surface", STRIPE[role] ?? "border-l-teal")}
      onPaste={onPaste}
      onDrop={onDrop}
    >
      <div className="flex items-center gap-0.5 px-1 pt-0.5">
        <Grip {...props} />
        <select
          aria-label={t("playground.roleOf", { number })}
          className="h-6 rounded-sm bg-transparent px-1 font-medium text-soft text-xs hover:bg-hover"
          value={role}
          disabled={readOnly}
          onChange={(event) => onChange((now) => ({ ...now, role: event.target.value }))}
        >
          {[...new Set([...ROLES, role])].map((one) => (
            <option key={one} value={one} className="bg-raised text-ink">
              {one}
            </option>
          ))}
        </select>
        {role === "tool" && (
          <Input
            className="h-6 w-32 font-mono text-2xs"
            placeholder="tool_call_id"
            aria-label={t("playground.toolCallId", { number })}
            value={String(message.tool_call_id ?? "")}
            readOnly={readOnly}
            onChange={(event) => onChange((now) => ({ ...now, tool_call_id: event.target.value }))}
          />
        )}
        <span className="flex-1" />
        {role === "user" && !readOnly && (
          <>
            <input
              ref={chooser}
              type="file"
              accept="image/png,image/jpeg,image/webp,image/gif"
              multiple
              hidden
              aria-label={t("playground.chooseImage", { number })}
              onChange={(event) => {
                takeFiles(event.target.files);
                event.target.value = "";
              }}
            />
            <Button
              size="icon-xs"
              variant="ghost"
              busy={add.busy}
              aria-label={t("playground.addImage", { number })}
              title={t("playground.addImageHint")}
              onClick={() => chooser.current?.click()}
            >
              <ImagePlus aria-hidden />
            </Button>
          </>
        )}
        <Tools {...props} />
      </div>
      <MarkedTextarea
        rows={1}
        className="min-h-9 border-0 bg-transparent shadow-none"
        aria-label={t("playground.messageText", { number })}
        placeholder={hint}
        value={textOf(message)}
        readOnly={readOnly}
        onValueChange={(text) => onChange((now) => withContent(now, text, imagesOf(now)))}
      />
      <Images
        projectId={projectId}
        urls={imagesOf(message)}
        onRemove={
          readOnly
            ? undefined
            : (index) =>
                onChange((now) =>
                  withContent(
                    now,
                    textOf(now),
                    imagesOf(now).filter((_, at) => at !== index),
                  ),
                )
        }
      />
      {calls.map((call) => (
        <p key={call.id} className="mx-2 mb-1.5 break-all rounded-sm bg-sunken px-2 py-1 font-mono text-2xs text-soft">
          <Wrench className="mr-1 inline size-3 text-orange" aria-hidden />
          {call.name}({call.arguments}) <span className="text-faint">{call.id}</span>
        </p>
      ))}
      {add.problem && (
        <p role="alert" className="mx-2 mb-1.5 text-danger-text text-xs">
          {add.problem}
        </p>
      )}
    </div>
  );
}

function Grip({ readOnly, onDragStart, onDragEnd }: MessageEditorProps) {
  const t = useT();
  if (readOnly) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way; the buttons beside it are the keyboard's
    <span
      draggable
      onDragStart={onDragStart}
      onDragEnd={onDragEnd}
      title={t("playground.dragMessage")}
      className="cursor-grab text-faint max-md:hidden"
    >
      <GripVertical className="size-3.5" aria-hidden />
    </span>
  );
}

function Tools({ place, count, readOnly, onMove, onRemove }: MessageEditorProps) {
  const t = useT();
  if (readOnly) return null;
  const number = place + 1;
  const quiet =
    "opacity-0 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 disabled:opacity-0! max-md:opacity-100";
  return (
    <>
      <Button
        size="icon-xs"
        variant="ghost"
        className={quiet}
        disabled={place === 0}
        aria-label={t("playground.moveUp", { number })}
        onClick={() => onMove(place - 1)}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        size="icon-xs"
        variant="ghost"
        className={quiet}
        disabled={place === count - 1}
        aria-label={t("playground.moveDown", { number })}
        onClick={() => onMove(place + 1)}
      >
        <ArrowDown aria-hidden />
      </Button>
      <Button
        size="icon-xs"
        variant="ghost"
        className={quiet}
        aria-label={t("playground.removeMessage", { number })}
        onClick={onRemove}
      >
        <Trash2 aria-hidden />
      </Button>
    </>
  );
}
