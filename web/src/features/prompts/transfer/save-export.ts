import { toast } from "@/components/ui/toast";
import { saveJson } from "@/lib/save-file";
import { exportPrompts } from "./transfer-queries";

/** Prompts as a file called `<name>.json`; a toast says why there is none. */
export async function saveExport(projectId: string, name: string, chosen: { folder?: string | undefined; name?: string[] }) {
  try {
    saveJson(`${name.replaceAll("/", "-")}.json`, await exportPrompts(projectId, chosen));
  } catch (error) {
    toast.error(error instanceof Error ? error.message : String(error));
  }
}
