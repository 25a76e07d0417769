/** Shares a trace or session by a public link, and says what strangers then see. */
import { useQuery } from "@tanstack/react-query";
import { Check, ExternalLink, Globe, Share2, X } from "lucide-react";
import { useId, useState } from "react";
import { useMay } from "@/api/me";
import { CopyButton } from "@/components/copy-button";
import { ErrorState } from "@/components/error-state";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { useT } from "@/i18n";
import { type SharedThing, sharingQuery, useShare } from "./queries";

interface ShareProps {
  projectId: string;
  thing: SharedThing;
}

export function ShareButton(props: ShareProps) {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="ghost" size="icon-sm" aria-label={t("sharing.share")} onClick={() => setOpen(true)}>
        <Share2 aria-hidden />
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t(`sharing.title_${props.thing.object_type}`)}>
        <Sharing {...props} />
      </Dialog>
    </>
  );
}

function Sharing({ projectId, thing }: ShareProps) {
  const t = useT();
  const label = useId();
  const may = useMay("traces:write");
  const state = useQuery(sharingQuery(projectId, thing));
  const share = useShare(projectId, thing);
  if (state.isError) return <ErrorState error={state.error} retry={() => state.refetch()} className="py-4" />;
  if (!state.data) return <Skeleton className="h-24 w-full" />;
  const { is_shared: on, path } = state.data;
  return (
    <div className="flex flex-col gap-4 text-sm">
      <div className="flex items-center gap-3 rounded-lg border border-line bg-surface px-3 py-2.5">
        <Globe className={on ? "size-4 shrink-0 text-accent-text" : "size-4 shrink-0 text-faint"} aria-hidden />
        <span className="min-w-0 flex-1">
          <span id={label} className="block font-medium">
            {t("sharing.anybody")}
          </span>
          <span className="block text-soft text-xs">{t(on ? "sharing.isOn" : "sharing.isOff")}</span>
        </span>
        <Switch
          checked={on}
          disabled={!may || share.isPending}
          aria-labelledby={label}
          onCheckedChange={(next) => share.mutate(next)}
        />
      </div>
      {!may && <p className="text-soft text-xs">{t("sharing.mayNot")}</p>}
      {on && <LinkBox address={new URL(path, location.origin).href} />}
      <Visible kind={thing.object_type} />
    </div>
  );
}

function LinkBox({ address }: { address: string }) {
  const t = useT();
  return (
    <div className="flex items-center gap-1">
      <Input
        readOnly
        value={address}
        aria-label={t("sharing.link")}
        onFocus={(event) => event.target.select()}
        className="flex-1"
      />
      <CopyButton text={address} label={t("sharing.copy")} />
      <Button variant="ghost" size="icon-sm" asChild>
        <a href={address} target="_blank" rel="noreferrer" aria-label={t("sharing.openLink")}>
          <ExternalLink aria-hidden />
        </a>
      </Button>
    </div>
  );
}

function Visible({ kind }: { kind: SharedThing["object_type"] }) {
  const t = useT();
  return (
    <ul className="flex flex-col gap-1.5 text-soft text-xs">
      <li className="flex gap-2">
        <Check className="size-3.5 shrink-0 translate-y-px text-success-text" aria-hidden />
        {t(`sharing.shows_${kind}`)}
      </li>
      <li className="flex gap-2">
        <X className="size-3.5 shrink-0 translate-y-px text-danger-text" aria-hidden />
        {t(`sharing.hides_${kind}`)}
      </li>
    </ul>
  );
}
