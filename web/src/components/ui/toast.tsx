/** Short notices at the corner of the screen. What draws them is loaded after the first screen. */
import { lazy, type ReactNode, Suspense } from "react";
import type { ExternalToast } from "sonner";

const load = () => import("./toaster");
const Drawn = lazy(async () => ({ default: (await load()).DrawnToaster }));

type Say = (text: ReactNode, options?: ExternalToast) => void;

function say(kind: "message" | "success" | "error" | "info" | "warning"): Say {
  return async (text, options) => {
    const { toast: drawn, whenDrawn } = await load();
    await whenDrawn;
    drawn[kind](text, options);
  };
}

export const toast = Object.assign(say("message"), {
  success: say("success"),
  error: say("error"),
  info: say("info"),
  warning: say("warning"),
});

export function Toaster() {
  return (
    <Suspense fallback={null}>
      <Drawn />
    </Suspense>
  );
}
