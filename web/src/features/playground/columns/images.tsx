/** Pictures in a message: kept in the project's media store, shown small, taken away by a click. */
import { ImageOff, X } from "lucide-react";
import { useState } from "react";
import { useT } from "@/i18n";
import { uploadImage } from "../queries";

const TOKEN = /^@@@langfuseMedia:type=[^|@]+\|id=([^|@]+)\|source=[^@]+@@@$/;
const MAX_BYTES = 20_000_000;

/** Where the picture behind a url of a message can be loaded from; null for one that lies on another host. */
function imageSource(projectId: string, url: string): string | null {
  const id = TOKEN.exec(url)?.[1];
  if (id) return `/api/v1/projects/${encodeURIComponent(projectId)}/media/${encodeURIComponent(id)}/content`;
  return url.startsWith("data:image/") ? url : null;
}

/** Uploads pictures one by one and hands on what stands for them in a message. */
export function useImages(projectId: string, onStored: (token: string) => void) {
  const t = useT();
  const [underWay, setUnderWay] = useState(0);
  const [problem, setProblem] = useState("");
  const upload = async (file: File) => {
    if (file.size > MAX_BYTES) return setProblem(t("playground.imageTooLarge"));
    setProblem("");
    setUnderWay((count) => count + 1);
    try {
      onStored(await uploadImage(projectId, file));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setUnderWay((count) => count - 1);
    }
  };
  return { upload: (file: File) => void upload(file), busy: underWay > 0, problem };
}

interface ImagesProps {
  projectId: string;
  urls: string[];
  onRemove?: (index: number) => void;
}

export function Images({ projectId, urls, onRemove }: ImagesProps) {
  const t = useT();
  if (urls.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1.5 px-2 pb-2">
      {urls.map((url, index) => (
        <li key={`${index} ${url.slice(-40)}`} className="relative">
          <Picture source={imageSource(projectId, url)} url={url} />
          {onRemove && (
            <button
              type="button"
              aria-label={t("playground.removeImage", { number: index + 1 })}
              onClick={() => onRemove(index)}
              className="absolute -top-1 -right-1 grid size-4 place-items-center rounded-full border border-line bg-raised text-soft shadow-xs hover:text-ink"
            >
              <X className="size-3" aria-hidden />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Picture({ source, url }: { source: string | null; url: string }) {
  const t = useT();
  const [broken, setBroken] = useState(false);
  if (source && !broken) {
    return (
      <img
        src={source}
        alt={t("playground.image")}
        onError={() => setBroken(true)}
        className="h-16 max-w-40 rounded-sm object-cover ring-1 ring-line"
      />
    );
  }
  return (
    <span className="flex h-16 max-w-48 items-center gap-1.5 break-all rounded-sm bg-sunken px-2 text-2xs text-soft ring-1 ring-line">
      <ImageOff className="size-3.5 shrink-0" aria-hidden />
      {url.slice(0, 80)}
    </span>
  );
}
