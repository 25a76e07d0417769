import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useT } from "@/i18n";
import { copyText } from "@/lib/clipboard";
import { Button } from "./ui/button";

/** Copies `text`; says what it copies to screen readers through `label`. */
export function CopyButton({ text, label, className }: { text: string; label?: string; className?: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <Button variant="ghost" size="icon-sm" className={className} aria-label={label ?? t("actions.copy")} onClick={copy}>
      {copied ? <Check className="text-success-text" aria-hidden /> : <Copy aria-hidden />}
    </Button>
  );
}
