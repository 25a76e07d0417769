/** How an answer differs from another, word by word. */
import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";
import { useT } from "@/i18n";

const LONGEST = 60_000;

export function AnswerDiff({ base, text }: { base: string; text: string }) {
  const t = useT();
  const changes = useMemo(() => {
    if (base.length + text.length > LONGEST) return null;
    return diffWordsWithSpace(base, text);
  }, [base, text]);
  if (changes === null) {
    return (
      <>
        <p className="text-faint text-xs">{t("playground.tooLongToCompare")}</p>
        <p className="whitespace-pre-wrap break-words text-sm">{text}</p>
      </>
    );
  }
  if (base === text) return <p className="text-faint text-sm">{t("playground.sameAnswer")}</p>;
  return (
    <p data-diff className="whitespace-pre-wrap break-words text-sm leading-relaxed">
      {changes.map((change, index) => {
        if (change.added) {
          return (
            <ins key={index} className="rounded-xs bg-success-soft text-success-text no-underline">
              {change.value}
            </ins>
          );
        }
        if (change.removed) {
          return (
            <del key={index} className="rounded-xs bg-danger-soft text-danger-text">
              {change.value}
            </del>
          );
        }
        return <span key={index}>{change.value}</span>;
      })}
    </p>
  );
}
