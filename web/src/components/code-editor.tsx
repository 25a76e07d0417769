/** An editor for Python: line numbers, colours, indentation by Tab, and a mark on the line that an error is about. Loaded when it is shown. */
import { lazy, Suspense } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import type { CodeEditorProps } from "./python-editor";

const PythonEditor = lazy(() => import("./python-editor"));

export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton className="h-72 w-full" />}>
      <PythonEditor {...props} />
    </Suspense>
  );
}
