/** What a field is called on the screen. */
import type { Translate } from "@/i18n";
import type { FilterField } from "./fields";

/** Some words mean something else for another kind of row (`name`): the source of a score is not that of a trace. */
export function fieldLabel(t: Translate, name: string, field: FilterField): string {
  return t.dynamic(`fields.${name}_${field.name}`, t.dynamic(`fields.${field.name}`, field.label));
}
