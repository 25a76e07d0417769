/** Short texts side by side in a cell: tags, models, tools. */
import { NOTHING } from "@/lib/format";
import { Badge } from "./ui/badge";

export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <span className="text-faint">{NOTHING}</span>;
  return (
    <span title={tags.join(", ")} className="flex min-w-0 gap-1 overflow-hidden [&>:not(:only-child)]:shrink-0">
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  );
}
