/** Markdown as models write it. HTML in it stays text; pictures of other hosts become links; loaded when first needed. */
import { useMemo } from "react";
import Markdown, { type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import { keepLines } from "./keep-lines";
import { LinkedMedia } from "./media";
import { safeHref } from "./media-token";

type Plugins = NonNullable<Options["remarkPlugins"]>;
const NONE: Plugins = [];

export interface MarkdownProps {
  text: string;
  /** Line ends are kept, as in people's own words. */
  lines?: boolean;
  /** What a feature does to the tree beyond Markdown itself; the same array at every drawing. */
  plugins?: Plugins;
}

export default function MarkdownText({ text, lines = false, plugins = NONE }: MarkdownProps) {
  const all = useMemo(() => [remarkGfm, ...(lines ? [keepLines] : []), ...plugins], [lines, plugins]);
  return (
    <div className="prose-trace min-w-0 break-words text-sm leading-relaxed">
      <Markdown
        remarkPlugins={all}
        skipHtml={false}
        urlTransform={(url) => (url.startsWith("data:image/") ? url : (safeHref(url) ?? ""))}
        components={{
          a: ({ href, children }) =>
            safeHref(href) ? (
              <a href={href} target="_blank" rel="noreferrer noopener" className="text-accent-text underline">
                {children}
              </a>
            ) : (
              <span>{children}</span>
            ),
          mark: ({ children }) => (
            <span className="rounded-sm bg-accent-soft px-0.5 font-medium text-accent-text">{children}</span>
          ),
          img: ({ src }) => <LinkedMedia url={typeof src === "string" ? src : ""} family="image" />,
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}
