/** How content is shown; the route brings the reader of messages. */
import type { ReactNode } from "react";
import type { Look } from "./look";
import type { Step } from "./queries";

export interface Draw {
  message: (text: string, role: "user" | "assistant", traceId: string) => ReactNode;
  /** One side of a step. */
  payload?: (step: Step, side: "input" | "output", look: Look) => ReactNode;
  /** The system prompts in the input of a model call. */
  systemOf?: (text: string) => string;
}
