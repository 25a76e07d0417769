/** The tabs of a prompt, as they stand in the URL. */

export const PROMPT_TABS = ["content", "compare", "numbers", "release", "test", "use", "history"] as const;
export type PromptTab = (typeof PROMPT_TABS)[number];
