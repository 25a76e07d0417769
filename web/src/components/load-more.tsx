/** Below a list of which the server holds more: the button that brings the next page. Nothing once all is here. */
import { useT } from "@/i18n";
import { Button } from "./ui/button";

interface LoadMoreProps {
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  className?: string;
}

export function LoadMore({ pages, className }: LoadMoreProps) {
  const t = useT();
  if (!pages.hasNextPage) return null;
  return (
    <Button className={className} busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
      {t("actions.loadMore")}
    </Button>
  );
}
