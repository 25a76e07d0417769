/** All of a session for a file: every turn, with the steps of its trace in order and their whole texts. */
import type { components } from "@/api/schema.gen";
import type { Turn } from "./queries";

/** A page, of the own route or the shared one. */
type SessionDetail = Omit<components["schemas"]["SessionDetail"], "turns"> & { turns: Turn[] };

export interface Step {
  input: string;
  output: string;
}

export interface SessionReader {
  page: (cursor: string | undefined) => Promise<SessionDetail>;
  steps: (turn: Turn) => Promise<Step[]>;
}

export interface WholeSession {
  session: Omit<SessionDetail, "turns" | "next_cursor">;
  turns: (Omit<Turn, "steps"> & { steps: Step[] })[];
  /** Whether all turns are here: a session beyond the bounds is cut after the last turn that was read. */
  complete: boolean;
}

const BOUNDS = { turns: 500, characters: 50_000_000 };

export async function readWholeSession(read: SessionReader, bounds = BOUNDS): Promise<WholeSession> {
  const turns: WholeSession["turns"] = [];
  let page = await read.page(undefined);
  const { turns: _turns, next_cursor: _cursor, ...session } = page;
  let characters = 0;
  for (;;) {
    for (const turn of page.turns) {
      if (turns.length >= bounds.turns || characters >= bounds.characters) return { session, turns, complete: false };
      const steps = await read.steps(turn);
      for (const step of steps) characters += step.input.length + step.output.length;
      turns.push({ ...turn, steps });
    }
    if (!page.next_cursor) return { session, turns, complete: true };
    page = await read.page(page.next_cursor);
  }
}
