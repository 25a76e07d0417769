/** Markdown whose renderer is fetched when the first text needs it; the plain form stands there until then. */
import { lazy, type ReactNode, Suspense } from "react";
import type { MarkdownProps } from "./markdown";

const MarkdownText = lazy(() => import("./markdown"));

export function LazyMarkdown({ plain, ...rest }: MarkdownProps & { plain: ReactNode }) {
  return (
    <Suspense fallback={plain}>
      <MarkdownText {...rest} />
    </Suspense>
  );
}
