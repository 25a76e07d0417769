/** The first rows as the items they would become. */

import type { components } from "@/api/schema.gen";
import { useT } from "@/i18n";
import { oneLine } from "./values";

export function MappedPreview({ rows }: { rows: components["schemas"]["MappedRow"][] }) {
  const t = useT();
  if (rows.length === 0) return <p className="text-faint text-sm">{t("states.noMatches")}</p>;
  return (
    <div className="overflow-x-auto rounded-lg border border-line">
      <table className="w-full min-w-140 table-fixed text-left text-xs">
        <thead className="bg-sunken text-faint">
          <tr>
            <th className="w-12 px-2 py-1.5 font-medium">#</th>
            <th className="px-2 py-1.5 font-medium">{t("datasets.input")}</th>
            <th className="px-2 py-1.5 font-medium">{t("datasets.expected")}</th>
            <th className="px-2 py-1.5 font-medium">{t("datasets.metadata")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.number} className="align-top">
              <td className="tabular px-2 py-1.5 text-faint">{row.number}</td>
              {row.item ? (
                [row.item.input, row.item.expected_output, row.item.metadata].map((value, index) => (
                  <td key={index} className="px-2 py-1.5">
                    <span className="line-clamp-2 break-words">{oneLine(value, 160) || "–"}</span>
                  </td>
                ))
              ) : (
                <td colSpan={3} className="px-2 py-1.5 text-danger-text">
                  {row.error}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
