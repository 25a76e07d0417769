/** The words of signing in with an identity provider, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { sso } from "@/i18n/en/sso";

addWords({ sso });
