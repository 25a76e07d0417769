/** One side of a step outside of its trace: as the trace shows it, narrowed to what the reader wants to see of a conversation. */
import { CopyButton } from "@/components/copy-button";
import { MediaProvider } from "@/components/markdown/media";
import { useT } from "@/i18n";
import type { Payload } from "../queries";
import { type TraceSource, TraceSourceProvider } from "../trace-source";
import { narrowMessages, type Wishes } from "./narrow-messages";
import { PayloadBody } from "./payload-body";
import { CutNote, useWhole } from "./use-whole";

interface StepPayloadProps {
  source: TraceSource;
  step: { id: string; input: Payload; output: Payload };
  side: "input" | "output";
  wishes: Wishes;
}

const NO_TOOLS = {};

export function StepPayload({ source, ...props }: StepPayloadProps) {
  if (props.step[props.side].total === 0) return null;
  return (
    <TraceSourceProvider value={source}>
      <MediaProvider value={source.mediaAddress}>
        <Side {...props} />
      </MediaProvider>
    </TraceSourceProvider>
  );
}

function Side({ step, side, wishes }: Omit<StepPayloadProps, "source">) {
  const t = useT();
  const whole = useWhole(step[side], side, step.id);
  const title = t(side === "input" ? "trace.input" : "trace.output");
  return (
    <section className="min-w-0">
      <header className="mb-1 flex items-center">
        <h3 className="font-medium text-soft text-xs">{title}</h3>
        <CopyButton text={whole.text} label={t("trace.copySide", { side: title })} className="ml-auto" />
      </header>
      <CutNote payload={step[side]} whole={whole} />
      <PayloadBody
        value={whole.value}
        label={title}
        tools={NO_TOOLS}
        form={whole.cut ? "json" : "formatted"}
        narrow={(messages) => narrowMessages(messages, wishes)}
      />
    </section>
  );
}
