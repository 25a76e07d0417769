import { describe, expect, it } from "vitest";
import { basic, SNIPPETS } from "./snippets";

const credentials = { host: "https://lumetra.example", publicKey: "pk-lf-1", secretKey: "sk-lf-2" };

describe("every snippet", () => {
  it.each(SNIPPETS.map((snippet) => [snippet.id, snippet.code(credentials)]))(
    "%s names the host and carries the keys",
    (_id, code) => {
      expect(code).toContain(credentials.host);
      expect(code.includes(basic(credentials)) || (code.includes("pk-lf-1") && code.includes("sk-lf-2"))).toBe(true);
    },
  );
});
