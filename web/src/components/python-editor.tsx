/** CodeMirror in our colours. Import `code-editor.tsx` instead: it loads this only when an editor is shown. */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

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

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--color-violet)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--color-success-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--color-orange)" },
  { tag: tags.comment, color: "var(--color-faint)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: "var(--color-accent-text)" },
  { tag: tags.className, color: "var(--color-accent-text)" },
]);

const LOOK = EditorView.theme({
  "&": { fontSize: "0.75rem", backgroundColor: "var(--color-surface)", color: "var(--color-ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.25rem", maxHeight: "32rem", overflow: "auto" },
  ".cm-content, .cm-gutter": { minHeight: "18rem" },
  ".cm-content": { caretColor: "var(--color-ink)", padding: "0.5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--color-ink)" },
  ".cm-gutters": { backgroundColor: "var(--color-sunken)", color: "var(--color-faint)", border: "none" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--color-selected)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--color-hover)" },
  ".cm-error-line": { backgroundColor: "var(--color-danger-soft)" },
});

const setErrorLine = StateEffect.define<number>();
const ERROR_LINE = Decoration.line({ class: "cm-error-line", attributes: { "aria-invalid": "true" } });

const errorLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const effect = transaction.effects.find((one) => one.is(setErrorLine));
    if (!effect) return transaction.docChanged ? Decoration.none : marks;
    const { doc } = transaction.state;
    if (effect.value < 1 || effect.value > doc.lines) return Decoration.none;
    return Decoration.set([ERROR_LINE.range(doc.line(effect.value).from)]);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export default function PythonEditor({ id, label, describedBy, value, onValueChange, errorLine = 0 }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const changed = useRef(onValueChange);
  changed.current = onValueChange;
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; later values are dispatched below
  useEffect(() => {
    if (!place.current) return;
    const attributes: Record<string, string> = { "aria-label": label, spellcheck: "false" };
    if (id) attributes.id = id;
    if (describedBy) attributes["aria-describedby"] = describedBy;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          bracketMatching(),
          indentOnInput(),
          indentUnit.of("    "),
          python(),
          syntaxHighlighting(COLOURS),
          LOOK,
          errorLines,
          // Escape, then Tab, leaves the editor: CodeMirror's own way out for the keyboard.
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of(attributes),
          EditorView.updateListener.of((update) => update.docChanged && changed.current(update.state.doc.toString())),
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, []);
  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    editor.current?.dispatch({ effects: setErrorLine.of(errorLine) });
  }, [errorLine]);
  return (
    <div
      ref={place}
      className="overflow-hidden rounded-md border border-line-strong shadow-xs focus-within:border-accent focus-within:outline-2 focus-within:outline-ring/40"
    />
  );
}
