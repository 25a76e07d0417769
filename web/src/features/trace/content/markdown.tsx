/** Markdown as models write it. HTML in it stays text; pictures of other hosts become links; loaded when first needed. */
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { LinkedMedia } from "./media";
import { safeHref } from "./media-token";

const PLUGINS = [remarkGfm];

export default function MarkdownText({ text }: { text: string }) {
  return (
    <div className="prose-trace min-w-0 break-words text-sm leading-relaxed">
      <Markdown
        remarkPlugins={PLUGINS}
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
          img: ({ src }) => <LinkedMedia url={typeof src === "string" ? src : ""} family="image" />,
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}
