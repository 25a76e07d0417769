/** How the page of a session shows texts: by the reader of messages that traces have. */
import type { Draw } from "@/features/sessions/draw";
import { projectMedia } from "@/features/trace/content/media-address";
import { systemWords } from "@/features/trace/content/narrow-messages";
import { SaidText } from "@/features/trace/content/said-text";
import { StepPayload } from "@/features/trace/content/step-payload";
import { ownTrace } from "@/features/trace/trace-source";
import { useT } from "@/i18n";

export function useSessionDraw(projectId: string): Draw {
  const t = useT();
  return {
    message: (text, role) => (
      <SaidText
        media={projectMedia(projectId)}
        text={text}
        role={role}
        label={t(role === "user" ? "trace.input" : "trace.output")}
      />
    ),
    payload: (step, side, look) => (
      <StepPayload source={ownTrace(projectId, step.trace_id)} step={step} side={side} wishes={look} />
    ),
    systemOf: systemWords,
  };
}
