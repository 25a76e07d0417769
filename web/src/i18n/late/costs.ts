/** The words of costs, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { costs } from "@/i18n/en/costs";

addWords({ costs });
