/** An editor for Python: line numbers, colours, indentation by Tab, and a mark on the line that an error is about. Loaded when it is shown. */
import { lazy, Suspense } from "react";
import { Skeleton } from "@/components/ui/skeleton";

const PythonEditor = lazy(() => import("./python-editor"));

export interface CodeEditorProps {
  id?: string;
  label: string;
  /** Id of the text that explains it. */
  describedBy?: string | undefined;
  value: string;
  onValueChange: (value: string) => void;
  /** Counted from 1; 0: none. */
  errorLine?: number;
}

export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton className="h-72 w-full" />}>
      <PythonEditor {...props} />
    </Suspense>
  );
}
