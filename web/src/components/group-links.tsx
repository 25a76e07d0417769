/** The session and the user of a trace, as marks that lead to their pages. */
import { Link } from "@tanstack/react-router";
import { type LucideIcon, MessagesSquare, UserRound } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { useT } from "@/i18n";

const link = "min-w-0 max-w-full";

function Name({ icon: Icon, id }: { icon: LucideIcon; id: string }) {
  return (
    <Badge className="hover:text-ink hover:underline">
      <Icon aria-hidden />
      <span className="truncate">{id}</span>
    </Badge>
  );
}

function SessionLink({ projectId, id }: { projectId: string; id: string }) {
  const t = useT();
  const params = { projectId, sessionId: id };
  return (
    <Link to="/projects/$projectId/sessions/$sessionId" params={params} title={t("sessions.session")} className={link}>
      <Name icon={MessagesSquare} id={id} />
    </Link>
  );
}

function UserLink({ projectId, id }: { projectId: string; id: string }) {
  const t = useT();
  const params = { projectId, userId: id };
  return (
    <Link to="/projects/$projectId/users/$userId" params={params} title={t("sessions.user")} className={link}>
      <Name icon={UserRound} id={id} />
    </Link>
  );
}

export function groupLinks(projectId: string) {
  return {
    session: (id: string) => <SessionLink projectId={projectId} id={id} />,
    user: (id: string) => <UserLink projectId={projectId} id={id} />,
  };
}
