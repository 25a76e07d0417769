/** The answers on screen, column by column: growing ones, and those that are kept. Only the column that grows is drawn again. */
import { useSyncExternalStore } from "react";
import type { Answer } from "../queries";
import type { RunEvent } from "./stream";

export interface ShownAnswer {
  state: "running" | "kept" | "lost";
  runId: string;
  text: string;
  reasoning: string;
  /** `performance.now()` at the start, and when the first piece came; null for what was not heard live. */
  startedAt: number | null;
  firstPieceAt: number | null;
  kept: Answer | null;
}

export class AnswerStore {
  private readonly shown = new Map<string, ShownAnswer>();
  private readonly listeners = new Set<() => void>();
  private scheduled = false;

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  get = (columnId: string): ShownAnswer | undefined => this.shown.get(columnId);

  /** Whether any column is being answered. */
  isRunning = () => [...this.shown.values()].some((one) => one.state === "running");

  runIds = () => [...new Set([...this.shown.values()].filter((one) => one.state === "running").map((one) => one.runId))];

  /** What is known from before; never in place of something newer. */
  offer(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const present = this.shown.get(answer.column_id);
      if (present?.state === "running" || (present?.kept && present.kept.id >= answer.id)) continue;
      this.shown.set(answer.column_id, keptAnswer(answer));
    }
    this.tell();
  }

  /** Columns begin to wait before the server has said anything. */
  begin(columnIds: readonly string[], runId = ""): void {
    for (const columnId of columnIds) {
      this.shown.set(columnId, {
        state: "running",
        runId,
        text: "",
        reasoning: "",
        startedAt: performance.now(),
        firstPieceAt: null,
        kept: null,
      });
    }
    this.tell();
  }

  /** The answers of these columns will not come any more. */
  lose(columnIds: readonly string[]): void {
    for (const columnId of columnIds) {
      const present = this.shown.get(columnId);
      if (present?.state === "running") this.shown.set(columnId, { ...present, state: "lost" });
    }
    this.tell();
  }

  forget(columnIds: readonly string[]): void {
    for (const columnId of columnIds) this.shown.delete(columnId);
    this.tell();
  }

  take(event: RunEvent): void {
    if (event.name === "run") this.begin(event.data.column_ids, event.data.run_id);
    if (event.name === "run" || event.name === "end") return;
    if (event.name === "answer") {
      this.shown.set(event.data.column_id, keptAnswer(event.data));
    } else {
      const present = this.shown.get(event.data.column_id);
      if (present?.state !== "running") return;
      this.shown.set(event.data.column_id, event.name === "piece" ? grown(present, event.data) : { ...present, state: "lost" });
    }
    this.tell();
  }

  private tell(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // Pieces come by the hundred a second; a frame is as often as anybody can look. A hidden page has no frames.
    const wake = () => {
      this.scheduled = false;
      for (const listener of this.listeners) listener();
    };
    if (globalThis.document?.visibilityState === "visible") requestAnimationFrame(wake);
    else setTimeout(wake, 50);
  }
}

function keptAnswer(answer: Answer): ShownAnswer {
  const { run_id: runId, text, reasoning } = answer;
  return { state: "kept", runId, text, reasoning, startedAt: null, firstPieceAt: null, kept: answer };
}

function grown(present: ShownAnswer, piece: { text: string; reasoning: string }): ShownAnswer {
  return {
    ...present,
    text: present.text + piece.text,
    reasoning: present.reasoning + piece.reasoning,
    firstPieceAt: present.firstPieceAt ?? performance.now(),
  };
}

export function useAnswer(store: AnswerStore, columnId: string): ShownAnswer | undefined {
  return useSyncExternalStore(store.subscribe, () => store.get(columnId));
}

export function useIsRunning(store: AnswerStore): boolean {
  return useSyncExternalStore(store.subscribe, store.isRunning);
}
