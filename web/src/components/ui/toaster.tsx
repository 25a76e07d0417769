/** Draws the notices of `toast`. */
import { useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";
import { useT } from "@/i18n";
import { useTheme } from "@/lib/theme";

export { toast };

let tell: () => void = () => {};
/** Resolves once notices can be seen: one that is given before is lost. */
export const whenDrawn = new Promise<void>((resolve) => {
  tell = resolve;
});

export function DrawnToaster() {
  const t = useT();
  const { dark } = useTheme();
  useEffect(() => tell(), []);
  return (
    <Sonner
      containerAriaLabel={t("states.notices")}
      theme={dark ? "dark" : "light"}
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-88 max-w-full items-start gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-3 text-ink text-sm shadow-md",
          title: "font-medium",
          description: "text-soft text-xs",
          icon: "mt-0.5 shrink-0 [&_svg]:size-4",
          success: "[&_[data-icon]]:text-success-text",
          error: "[&_[data-icon]]:text-danger-text",
          actionButton: "ml-auto shrink-0 font-medium text-accent-text",
        },
      }}
    />
  );
}
