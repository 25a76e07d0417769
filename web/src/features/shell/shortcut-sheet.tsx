import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { useT } from "@/i18n";
import { useShortcuts } from "@/lib/shortcuts";

/** Every key this page answers to, read from the registry. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const shortcuts = useShortcuts();
  const groups = Map.groupBy(shortcuts, (shortcut) => shortcut.group);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("shell.shortcuts")}
      className="w-[min(44rem,calc(100vw-2rem))]"
    >
      <div className="columns-1 gap-8 sm:columns-2">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="eyebrow pb-1">{group}</h3>
            <dl>
              {[...new Map(list.map((shortcut) => [shortcut.keys, shortcut])).values()].map((shortcut) => (
                <div
                  key={shortcut.keys}
                  className="flex items-center justify-between gap-4 border-line border-b py-1.5 last:border-0"
                >
                  <dt className="text-sm">{shortcut.label}</dt>
                  <dd>
                    <Kbd keys={shortcut.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
