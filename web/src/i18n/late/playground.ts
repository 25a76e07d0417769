/** The words of playground, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { playground } from "@/i18n/en/playground";

addWords({ playground });
