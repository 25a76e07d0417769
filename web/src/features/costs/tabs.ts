/** The tabs of models and prices, as they stand in the URL. */

export const MODEL_TABS = ["book", "match", "unpriced", "reprice", "settings", "trail"] as const;
export type ModelTab = (typeof MODEL_TABS)[number];
