/** Pictures, sounds and files in a trace. Only what lies in the trace itself or in our own media store is loaded. */
import { FileDown, ImageOff } from "lucide-react";
import { createContext, use, useState } from "react";
import { useT } from "@/i18n";
import { inlineSource, type MediaToken, safeHref, wholeToken } from "./media-token";

/** Where the media of what is shown are read from; provided by the page. */
const AddressContext = createContext<(mediaId: string) => string>(() => "");
export const MediaProvider = AddressContext;

export function StoredMedia({ token }: { token: MediaToken }) {
  const addressOf = use(AddressContext);
  return <Shown source={addressOf(token.id)} type={token.type} />;
}

/** A url as it stands in a message part: a token, inline data, or an address elsewhere, which stays a link. */
export function LinkedMedia({ url, family }: { url: string; family: "image" | "audio" | "video" | "file" }) {
  const addressOf = use(AddressContext);
  const token = wholeToken(url);
  if (token) return <Shown source={addressOf(token.id)} type={token.type} />;
  const inline = family === "file" ? undefined : inlineSource(url, family);
  if (inline) return <Shown source={inline} type={`${family}/*`} />;
  const href = safeHref(url);
  return href ? (
    <a href={href} target="_blank" rel="noreferrer noopener" className="break-all text-accent-text text-sm underline">
      {href}
    </a>
  ) : (
    <span className="break-all text-soft text-sm">{url.slice(0, 200)}</span>
  );
}

function Shown({ source, type }: { source: string; type: string }) {
  const t = useT();
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <span className="inline-flex items-center gap-1.5 rounded-md bg-sunken px-2 py-1 text-soft text-xs ring-1 ring-line">
        <ImageOff className="size-3.5" aria-hidden /> {t("trace.mediaMissing", { type })}
      </span>
    );
  }
  if (type.startsWith("image/")) {
    return (
      <a
        href={source.startsWith("data:") ? undefined : source}
        target="_blank"
        rel="noreferrer noopener"
        className="inline-block"
      >
        <img
          src={source}
          alt={t("trace.mediaImage")}
          loading="lazy"
          onError={() => setBroken(true)}
          className="max-h-80 max-w-full rounded-md ring-1 ring-line"
        />
      </a>
    );
  }
  if (type.startsWith("audio/")) {
    // biome-ignore lint/a11y/useMediaCaption: what applications record has no captions
    return <audio controls preload="none" src={source} onError={() => setBroken(true)} className="w-full max-w-md" />;
  }
  if (type.startsWith("video/")) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: what applications record has no captions
      <video controls preload="none" src={source} onError={() => setBroken(true)} className="max-h-80 max-w-full rounded-md" />
    );
  }
  return (
    <a
      href={source}
      download
      className="inline-flex items-center gap-1.5 rounded-md bg-sunken px-2 py-1 text-sm ring-1 ring-line hover:bg-hover"
    >
      <FileDown className="size-4" aria-hidden /> {type}
    </a>
  );
}
