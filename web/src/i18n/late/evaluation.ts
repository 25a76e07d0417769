/** The words of evaluation, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { evaluation } from "@/i18n/en/evaluation";

addWords({ evaluation });
