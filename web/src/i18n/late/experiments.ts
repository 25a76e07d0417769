/** The words of experiments, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { experiments } from "@/i18n/en/experiments";

addWords({ experiments });
