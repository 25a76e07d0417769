/** The session and the user of a trace, as marks that lead to their pages. */
import { Link } from "@tanstack/react-router";
import { MessagesSquare, UserRound } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";

function SessionLink({ projectId, id }: { projectId: string; id: string }) {
  const t = useT();
  return (
    <Link
      to="/projects/$projectId/sessions/$sessionId"
      params={{ projectId, sessionId: id }}
      title={t("sessions.session")}
      className="min-w-0 max-w-full"
    >
      <Badge className="hover:text-ink hover:underline">
        <MessagesSquare aria-hidden />
        <span className="truncate">{id}</span>
      </Badge>
    </Link>
  );
}

function UserLink({ projectId, id }: { projectId: string; id: string }) {
  const t = useT();
  return (
    <Link
      to="/projects/$projectId/users/$userId"
      params={{ projectId, userId: id }}
      title={t("sessions.user")}
      className="min-w-0 max-w-full"
    >
      <Badge className="hover:text-ink hover:underline">
        <UserRound aria-hidden />
        <span className="truncate">{id}</span>
      </Badge>
    </Link>
  );
}

export function groupLinks(projectId: string) {
  return {
    session: (id: string) => <SessionLink projectId={projectId} id={id} />,
    user: (id: string) => <UserLink projectId={projectId} id={id} />,
  };
}
