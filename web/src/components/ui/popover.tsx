/** A small window at a button, which also names it for screen readers unless it has a label of its own. */
import { Popover as Primitive } from "radix-ui";
import { type ComponentProps, createContext, useContext, useId } from "react";
import { cn } from "@/lib/cn";

const TriggerId = createContext<string | undefined>(undefined);

export function Popover(props: ComponentProps<typeof Primitive.Root>) {
  return (
    <TriggerId value={useId()}>
      <Primitive.Root {...props} />
    </TriggerId>
  );
}

export function PopoverTrigger(props: ComponentProps<typeof Primitive.Trigger>) {
  return <Primitive.Trigger id={useContext(TriggerId)} {...props} />;
}

export function PopoverContent({
  className,
  align = "start",
  sideOffset = 4,
  ...props
}: ComponentProps<typeof Primitive.Content>) {
  const trigger = useContext(TriggerId);
  return (
    <Primitive.Portal>
      <Primitive.Content
        align={align}
        sideOffset={sideOffset}
        collisionPadding={8}
        aria-labelledby={props["aria-label"] ? undefined : trigger}
        className={cn(
          "z-50 max-h-(--radix-popover-content-available-height) w-72 animate-appear overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-md outline-none",
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  );
}
