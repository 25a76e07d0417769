/** The words of the mail server and of mailed invitations, which come with the pages that say them. */
import { addWords } from "@/i18n";
import { mail } from "@/i18n/en/mail";

addWords({ mail });
