/** What the address of a dataset's page says: the tab, the item that is open, and which items are looked for. */
import type { ItemsSearch } from "./queries";

export const DATASET_TABS = ["items", "experiments", "versions", "imports", "trigger"] as const;
export type DatasetTab = (typeof DATASET_TABS)[number];

export interface DatasetSearch extends ItemsSearch {
  tab?: DatasetTab;
  item?: string;
}
