/** What the page of a session shows of each turn, as it stands in its URL. Pure. */
import type { SavedView } from "@/api/views";
import { oneOf, optionalText } from "@/lib/search-params";

export const SHOWS = ["conversation", "content", "all", "first_llm", "last_llm"] as const;
export type Show = (typeof SHOWS)[number];
const SWITCH = ["on", "off"] as const;
type Switch = (typeof SWITCH)[number];

export interface SessionSearch {
  /** What of each turn is shown; the conversation without it. */
  show?: Exclude<Show, "conversation">;
  /** A filter about steps, in the filter grammar. */
  q?: string;
  /** Whether tools and system prompts are shown, where that is not what one sees anyway. */
  tools?: Switch;
  system?: Switch;
  /** The saved view it came from; `none` for no view, not even the default. */
  view?: string;
  peek?: string;
  observation?: string;
  comment?: string;
}

/** What is read of the session. */
export interface Look {
  show: Show;
  filter: string;
  tools: boolean;
  system: boolean;
}

export function readSessionSearch(search: Record<string, unknown>): SessionSearch {
  return {
    show: oneOf(search.show, ["content", "all", "first_llm", "last_llm"] as const),
    q: optionalText(search.q),
    tools: oneOf(search.tools, SWITCH),
    system: oneOf(search.system, SWITCH),
    view: optionalText(search.view),
    peek: optionalText(search.peek),
    observation: optionalText(search.observation),
    comment: optionalText(search.comment),
  };
}

/** Tools belong to steps, and are asked for beside a conversation. System prompts are asked for everywhere: they are long. */
export function readLook({ show: said, q = "", tools, system }: SessionSearch): Look {
  const show: Show = said ?? "conversation";
  return { show, filter: q, tools: tools ? tools === "on" : show !== "conversation", system: system === "on" };
}

/** The change of the URL that switches something on or off. */
export function switched(search: SessionSearch, name: "tools" | "system"): Pick<SessionSearch, "tools" | "system"> {
  const next = !readLook(search)[name];
  const usual = readLook({ ...search, [name]: undefined })[name];
  return { [name]: next === usual ? undefined : next ? "on" : "off" };
}

/** What a saved view says and this page does not understand. */
export function lostOptions(view: SavedView): string[] {
  const options = view.state.options ?? {};
  const understood: Record<string, string | undefined> = { ...readSessionSearch(options) };
  return Object.keys(options).filter((name) => understood[name] !== options[name]);
}

/** Turns that a filter leaves out before this one. */
export const leftOut = (number: number, before: number | undefined) => (before === undefined ? 0 : number - before - 1);
