import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import MarkdownText from "@/components/markdown/markdown";
import { withMentions } from "./mention-markdown";

function shown(content: string): HTMLElement {
  const { text, plugin } = withMentions(content, (id) => (id === "u1" ? "Ann *Lee*" : undefined));
  return render(<MarkdownText text={text} lines plugins={[plugin]} />).container;
}

test("a comment is Markdown, its lines stay lines, and mentions are marked by the names of today", () => {
  const page = shown("**Look**, @[Ann](user:u1)\nat `this`\n\n- one @[`Bo`](user:u2)\n- two");
  expect(page.querySelector("strong")?.textContent).toBe("Look");
  expect(page.querySelector("code")?.textContent).toBe("this");
  expect(page.querySelectorAll("li")).toHaveLength(2);
  expect(page.querySelectorAll("br")).toHaveLength(1);
  expect(screen.getByText("@Ann *Lee*").tagName).toBe("SPAN");
  expect(screen.getByText("@`Bo`").className).toContain("bg-accent-soft");
});

test("in code and addresses a mention is its name", () => {
  const page = shown("`@[Bo](user:u2)` https://example.org/@[Bo](user:u2)");
  expect(page.querySelector("code")?.textContent).toBe("@Bo");
  expect(page.querySelector("a")?.getAttribute("href")).toBe("https://example.org/@Bo");
});

test("nothing of a hostile comment runs or is fetched", () => {
  const page = shown(
    "<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](data:text/html,x) ![p](https://tracker.example/p.png) \uE0009\uE001 <script>1</script>",
  );
  expect(page.querySelectorAll("img, script, [onerror], a[href^='javascript:'], a[href^='data:']")).toHaveLength(0);
  expect(page.textContent).toContain("<img src=x onerror=alert(1)>");
  expect(page.querySelector("a")?.getAttribute("href")).toBe("https://tracker.example/p.png");
});
