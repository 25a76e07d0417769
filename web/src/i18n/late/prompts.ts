/** The words of prompts, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { prompts } from "@/i18n/en/prompts";

addWords({ prompts });
