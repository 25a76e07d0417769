import { Skeleton } from "./ui/skeleton";

/** A page that is on its way. */
export function PageSkeleton() {
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-12 items-center gap-3 border-line border-b px-4">
        <Skeleton className="w-40" />
        <Skeleton className="ml-auto w-24" />
      </div>
      <div className="flex flex-col gap-4 p-4">
        {Array.from({ length: 12 }, (_, index) => (
          <Skeleton key={index} style={{ width: `${92 - ((index * 37) % 40)}%` }} />
        ))}
      </div>
    </div>
  );
}
