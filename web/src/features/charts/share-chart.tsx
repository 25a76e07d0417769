/** Groups against each other: ranked bars, a pie, or one number. */
import { FILLS, hue } from "./hues";
import type { ChartGroup } from "./queries";

interface ShareProps {
  groups: readonly ChartGroup[];
  say: (value: number | null) => string;
  nameOf: (key: string) => string;
}

export function Ranked({ groups, say, nameOf }: ShareProps) {
  const highest = Math.max(0, ...groups.map((group) => group.value ?? 0));
  return (
    <ol className="flex flex-col gap-1.5">
      {groups.map((group) => (
        <li key={group.key} className="flex items-center gap-3 text-sm">
          <span className="w-44 shrink-0 truncate text-right text-soft max-md:w-28" title={nameOf(group.key)}>
            {nameOf(group.key)}
          </span>
          <span className="h-5 min-w-0 flex-1 rounded-xs bg-sunken">
            <span
              className="block h-full rounded-xs bg-blue"
              style={{ width: `${highest > 0 ? (100 * (group.value ?? 0)) / highest : 0}%` }}
            />
          </span>
          <span className="tabular w-20 shrink-0 text-right">{say(group.value)}</span>
        </li>
      ))}
    </ol>
  );
}

const point = (share: number) => {
  const angle = 2 * Math.PI * share - Math.PI / 2;
  return `${50 + 48 * Math.cos(angle)},${50 + 48 * Math.sin(angle)}`;
};

export function Pie({ label, groups, say, nameOf }: ShareProps & { label: string }) {
  const known = groups.filter((group) => (group.value ?? 0) > 0);
  const total = known.reduce((sum, group) => sum + (group.value ?? 0), 0);
  let before = 0;
  return (
    <svg role="img" aria-label={label} viewBox="0 0 100 100" className="mx-auto size-60">
      {known.map((group, place) => {
        const [from, share] = [before, (group.value ?? 0) / total];
        before += share;
        const shape =
          share > 0.999
            ? "M 50,2 A 48,48 0 1 1 49.99,2 Z"
            : `M 50,50 L ${point(from)} A 48,48 0 ${share > 0.5 ? 1 : 0} 1 ${point(from + share)} Z`;
        return (
          <path key={group.key} d={shape} className={`${hue(FILLS, place, "fill-faint")} stroke-surface`} strokeWidth={0.6}>
            <title>{`${nameOf(group.key)}: ${say(group.value)}`}</title>
          </path>
        );
      })}
    </svg>
  );
}

export function Numbers({ groups, say, nameOf }: ShareProps) {
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-6 py-6">
      {groups.map((group) => (
        <div key={group.key} className="flex flex-col-reverse">
          <dt className="max-w-56 truncate text-soft text-sm">{nameOf(group.key)}</dt>
          <dd className="tabular font-semibold text-2xl">{say(group.value)}</dd>
        </div>
      ))}
    </dl>
  );
}
