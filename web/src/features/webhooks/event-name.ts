/** What an event is called on the screen; one this version does not know keeps the server's word. */
import type { Translate } from "@/i18n";

export function eventName(t: Translate, event: string): string {
  return t.dynamic(`webhooks.event_${event.replaceAll("-", "_")}`, event);
}
