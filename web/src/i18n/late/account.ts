/** The words of forgotten passwords, mail preferences and leaving, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { account } from "@/i18n/en/account";

addWords({ account });
