/** Who is in the project: everyone of its organization, with the role there and, where it differs, here; open invitations. */
import { useQuery } from "@tanstack/react-query";
import { UserMinus, UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { type Me, useMay, useMe, useProject } from "@/api/me";
import { signInStateQuery } from "@/api/sign-in-state";
import { ErrorState } from "@/components/error-state";
import { Section } from "@/components/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useT } from "@/i18n";
import "@/i18n/late/mail";
import { InvitationLink } from "./invitation-link";
import { Invitations } from "./invitations";
import {
  type Member,
  projectMembersQuery,
  type Role,
  useAddMember,
  useRemoveMember,
  useSetProjectRole,
  useSetRole,
} from "./queries";

const ROLES: readonly Role[] = ["OWNER", "ADMIN", "MEMBER", "VIEWER", "NONE"];

/** Nobody gives or takes a role above the own one; the server holds it, this only offers what it would accept. */
function covers(own: Role | null, other: Role): boolean {
  return own !== null && ROLES.indexOf(own) <= ROLES.indexOf(other);
}

function useOrganization(): Me["organizations"][number] {
  const { organization_id } = useProject();
  const organization = useMe().organizations.find((one) => one.id === organization_id);
  if (!organization) throw new Error(`No organization ${organization_id} among those of the user.`);
  return organization;
}

export function MembersPage() {
  const t = useT();
  const project = useProject();
  // Who may change roles in a project need not be allowed to in its organization.
  const mayInvite = useOrganization().permissions.includes("members:write");
  const members = useQuery(projectMembersQuery(project.id));
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Section
        title={t("settings.members")}
        description={t("settings.membersWhy")}
        actions={
          mayInvite && (
            <Button variant="primary" onClick={() => setAdding(true)}>
              <UserPlus aria-hidden />
              {t("settings.addMember")}
            </Button>
          )
        }
      >
        {members.isError && <ErrorState error={members.error} retry={() => members.refetch()} />}
        {members.isPending && <Skeleton className="h-24 w-full" />}
        {members.data && (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {members.data.data.map((member) => (
              <MemberRow key={member.user_id} member={member} />
            ))}
          </ul>
        )}
      </Section>
      {mayInvite && <Invitations organizationId={project.organization_id} />}
      {adding && <AddMember organizationId={project.organization_id} onClose={() => setAdding(false)} />}
    </>
  );
}

function MemberRow({ member }: { member: Member }) {
  const t = useT();
  const project = useProject();
  const { user } = useMe();
  const setRole = useSetRole(project.organization_id);
  const setProjectRole = useSetProjectRole(project.id);
  const remove = useRemoveMember(project.organization_id);
  const [asking, setAsking] = useState(false);
  const organization = useOrganization();
  const mayHere = useMay("members:write") && covers(project.role, member.project_role ?? member.role);
  const mayEverywhere = organization.permissions.includes("members:write") && covers(organization.role, member.role);
  const optionsFor = (own: Role | null, present: Role | null) =>
    ROLES.filter((value) => covers(own, value) || value === present).map((value) => ({
      value,
      label: t(`settings.role_${value}`),
      hint: t(`settings.roleWhy_${value}`),
    }));
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 truncate font-medium">
          {member.name}
          {member.user_id === user.id && <Badge tone="accent">{t("settings.you")}</Badge>}
        </p>
        <p className="truncate text-faint text-xs">{member.email}</p>
      </div>
      <div className="flex items-center gap-2 text-faint text-xs">
        {t("settings.roleOrganization")}
        <Select
          aria-label={`${t("settings.roleOrganization")}: ${member.email}`}
          disabled={!mayEverywhere}
          className="w-28"
          value={member.role}
          options={optionsFor(organization.role, member.role)}
          onValueChange={(role) => setRole.mutate({ userId: member.user_id, role })}
        />
      </div>
      <div className="flex items-center gap-2 text-faint text-xs">
        {t("settings.roleProject")}
        <Select
          aria-label={`${t("settings.roleProject")}: ${member.email}`}
          disabled={!mayHere}
          className="w-40"
          value={member.project_role ?? "INHERIT"}
          options={[
            { value: "INHERIT" as const, label: t("settings.roleInherit") },
            ...optionsFor(project.role, member.project_role),
          ]}
          onValueChange={(role) => setProjectRole.mutate({ userId: member.user_id, role: role === "INHERIT" ? null : role })}
        />
      </div>
      {mayEverywhere && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`${t("settings.removeMember")} ${member.email}`}
          onClick={() => setAsking(true)}
        >
          <UserMinus aria-hidden />
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("settings.removeMemberAsk", { name: member.name })}
        description={t("settings.removeMemberWhy")}
        action={t("actions.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(member.user_id, { onSuccess: () => setAsking(false) })}
      />
    </li>
  );
}

function AddMember({ organizationId, onClose }: { organizationId: string; onClose: () => void }) {
  const t = useT();
  const add = useAddMember(organizationId);
  const organization = useOrganization();
  const sendsMail = useQuery(signInStateQuery).data?.sends_mail === true;
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("MEMBER");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { email, role },
      {
        onSuccess: ({ link, is_mailed }) => {
          if (link) return;
          toast.success(t(is_mailed ? "mail.memberAdded" : "settings.memberAdded", { email }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("settings.addMember")}
      description={t(sendsMail ? "mail.memberWhy" : "settings.addMemberWhy")}
    >
      {add.data?.link ? (
        <InvitationLink email={email} link={add.data.link} isMailed={add.data.is_mailed} onDone={onClose} />
      ) : (
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <Field label={t("auth.email")}>
            {(control) => (
              <Input
                {...control}
                type="email"
                required
                autoFocus
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <Field label={t("settings.roleOrganization")}>
            {(control) => (
              <Select
                id={control.id}
                value={role}
                onValueChange={setRole}
                options={ROLES.filter((value) => covers(organization.role, value)).map((value) => ({
                  value,
                  label: t(`settings.role_${value}`),
                  hint: t(`settings.roleWhy_${value}`),
                }))}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" className="self-end" busy={add.isPending}>
            {t("actions.add")}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
