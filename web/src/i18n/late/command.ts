/** The words of the command menu, which come with it. */
import { addWords } from "@/i18n";
import { command } from "@/i18n/en/command";

addWords({ command });
