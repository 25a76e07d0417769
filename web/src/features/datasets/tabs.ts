/** The tabs of a dataset, as they stand in the URL. */

export const DATASET_TABS = ["items", "experiments", "versions", "imports", "trigger"] as const;
export type DatasetTab = (typeof DATASET_TABS)[number];
