import { useT } from "@/i18n";
import { CopyButton } from "./copy-button";

/** A labelled value to take away: a key, a link. */
export function SecretText({ label, text }: { label: string; text: string }) {
  const t = useT();
  return (
    <div>
      <p className="mb-1 font-medium text-soft text-xs">{label}</p>
      <div className="flex items-center gap-1 rounded-md bg-sunken py-1 pr-1 pl-2.5 ring-1 ring-line ring-inset">
        <code className="min-w-0 flex-1 select-all break-all font-mono text-xs">{text}</code>
        <CopyButton text={text} label={`${t("actions.copy")}: ${label}`} />
      </div>
    </div>
  );
}
