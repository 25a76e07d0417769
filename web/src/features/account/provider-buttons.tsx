/** Buttons of the identity providers, and the words for what went wrong with one. Plain links: the way leads out of the app. */
import { KeyRound } from "lucide-react";
import type { ReactNode } from "react";
import type { components } from "@/api/schema.gen";
import { Button } from "@/components/ui/button";
import { useT } from "@/i18n";
import "@/i18n/late/sso";

export type SignInProvider = components["schemas"]["SignInProvider"];

interface ProviderButtonsProps {
  providers: SignInProvider[];
  next?: string;
  /** The token of an invitation's link, which counts when the reader comes back. */
  invitation?: string;
  /** Whether a form for a password follows. */
  withPassword: boolean;
}

export function ProviderButtons({ providers, next, invitation, withPassword }: ProviderButtonsProps): ReactNode {
  const t = useT();
  if (providers.length === 0) return null;
  const query = new URLSearchParams({ ...(next && { next }), ...(invitation && { invitation }) }).toString();
  return (
    <>
      <div className="flex flex-col gap-2">
        {providers.map(({ name, label }) => (
          <Button key={name} size="lg" asChild>
            <a href={`/api/v1/auth/sso/${name}/start${query && `?${query}`}`}>
              <KeyRound className="text-faint" aria-hidden />
              {t("sso.continueWith", { provider: label })}
            </a>
          </Button>
        ))}
      </div>
      {withPassword && (
        <p className="my-5 flex items-center gap-3 text-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          {t("sso.orPassword")}
        </p>
      )}
    </>
  );
}

interface EntryProblemProps {
  /** The code under which the server explains why the reader landed here. */
  problem: string | undefined;
  /** The name of the provider that it is about. */
  provider: string | undefined;
  providers: SignInProvider[];
}

export function EntryProblem({ problem, provider, providers }: EntryProblemProps): ReactNode {
  const t = useT();
  if (!problem) return null;
  const label = providers.find((one) => one.name === provider)?.label ?? provider ?? "";
  const unknown = t("sso.problem_provider_refused", { provider: label });
  const words = t.dynamic(`sso.problem_${problem}`, unknown).replaceAll("{provider}", label);
  return (
    <p role="alert" className="mb-5 text-pretty rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-text">
      {words}
    </p>
  );
}
