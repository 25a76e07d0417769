// Prompts with langfuse 3 and @langfuse/client 4 and 5: created, read by label and version, cached, compiled, composed, linked to a call.
import { readFileSync } from "node:fs";
import { report, until } from "./patience.mjs";

const major = JSON.parse(readFileSync("package.json")).dependencies.langfuse ? 3 : 4;
const NAME = "support/mail/réponse n°1";

/** The same verbs for both generations of the SDK. */
const open = async () => {
  if (major === 3) {
    const { Langfuse } = await import("langfuse");
    const langfuse = new Langfuse({ baseUrl: process.env.LANGFUSE_HOST });
    return {
      create: (body) => langfuse.createPrompt(body),
      get: (name, { version, ...options } = {}) => langfuse.getPrompt(name, version, options),
      update: (body) => langfuse.updatePrompt(body),
      call: async (prompt) => {
        langfuse.trace({ name: "linked" }).generation({ name: "answer", model: "gpt-4o", prompt, output: "42" }).end();
        await langfuse.flushAsync();
      },
      observations: async () => (await langfuse.fetchObservations()).data,
      end: () => langfuse.shutdownAsync(),
    };
  }
  const [{ LangfuseClient }, { startObservation }, { startTracing }] = await Promise.all([
    import("@langfuse/client"), import("@langfuse/tracing"), import("./opentelemetry.mjs"),
  ]);
  const { processor, sdk } = startTracing();
  const langfuse = new LangfuseClient();
  return {
    create: (body) => langfuse.prompt.create(body),
    get: (name, options) => langfuse.prompt.get(name, options),
    update: (body) => langfuse.prompt.update(body),
    call: async (prompt) => {
      startObservation("answer", { model: "gpt-4o", prompt, output: "42" }, { asType: "generation" }).end();
      await processor.forceFlush();
    },
    observations: async () => (await langfuse.api.observations.getMany({ limit: 50, fields: "core,basic,prompt" })).data,
    end: () => sdk.shutdown(),
  };
};

const langfuse = await open();
const first = await langfuse.create({
  name: NAME, prompt: "Answer {{question}} like {{who}}.", config: { model: "gpt-4o", temperature: 0.2 }, labels: ["production"],
  tags: ["b", "a"], commitMessage: "The first",
});
const second = await langfuse.create({ name: NAME, prompt: "Reply to {{question}} at once.", labels: ["staging"] });
const byDefault = await langfuse.get(NAME);
const byLabel = await langfuse.get(NAME, { label: "staging" });
const byVersion = await langfuse.get(NAME, { version: 1 });
const latest = await langfuse.get(NAME, { label: "latest" });

// The cache: a moved label is not seen while the answer is fresh, is refreshed behind the back once it is old, and never asked when ttl is 0.
const kept = await langfuse.get(NAME, { label: "production", cacheTtlSeconds: 1 });
const auth = Buffer.from(`${process.env.LANGFUSE_PUBLIC_KEY}:${process.env.LANGFUSE_SECRET_KEY}`).toString("base64");
const moved = await fetch(`${process.env.LANGFUSE_BASE_URL}/api/public/v2/prompts/${encodeURIComponent(NAME)}/versions/2`, {
  method: "PATCH", headers: { authorization: `Basic ${auth}`, "content-type": "application/json" }, body: JSON.stringify({ newLabels: ["production"] }),
});
const still = await langfuse.get(NAME, { label: "production", cacheTtlSeconds: 1 });
const uncached = await langfuse.get(NAME, { label: "production", cacheTtlSeconds: 0 });
const refreshed = await until(() => langfuse.get(NAME, { label: "production", cacheTtlSeconds: 1 }), (p) => p.version === 2);
await langfuse.update({ name: NAME, version: 1, newLabels: ["production", "stable"] });
const updated = await langfuse.get(NAME, { label: "production", cacheTtlSeconds: 0 });
const fallback = await langfuse.get("support/none", { fallback: "Say {{word}}.", maxRetries: 0 });
const missing = await langfuse.get("support/none", { maxRetries: 0 }).then(() => "", (error) => `${error.message} ${JSON.stringify(error.body ?? "")}`);

await langfuse.create({
  name: "support/chat", type: "chat", labels: ["production"],
  prompt: [{ role: "system", content: "You speak {{language}}." }, { type: "placeholder", name: "history" }, { role: "user", content: "{{question}}" }],
});
const chat = await langfuse.get("support/chat", { type: "chat" });
const history = [{ role: "user", content: "hi" }, { role: "assistant", content: "hello" }];
await langfuse.create({ name: "parts/tone", prompt: "Be kind to {{who}}.", labels: ["production"] });
await langfuse.create({ name: "support/composed", prompt: "@@@langfusePrompt:name=parts/tone|label=production@@@ And brief.", labels: ["production"] });
const composed = await langfuse.get("support/composed");

await langfuse.call(byVersion);
const linked = (await until(() => langfuse.observations(), (found) => found.some((o) => o.name === "answer"))).find((o) => o.name === "answer");

report({
  created: [first.version, second.version],
  by_default: {
    version: byDefault.version, config: byDefault.config, labels: byDefault.labels, tags: byDefault.tags,
    commit: byDefault.commitMessage, text: byDefault.prompt, variables: ["question", "who"],
  },
  versions: { label: byLabel.version, version: byVersion.version, latest: latest.version },
  cache: [kept.version, still.version, uncached.version, refreshed.version, updated.version],
  stable: [...updated.labels].sort(),
  fallback: [fallback.isFallback, fallback.compile({ word: "boo" })],
  missing,
  moved: moved.status,
  compiled: byDefault.compile({ question: "why?", who: "Ana" }),
  langchain: byDefault.getLangchainPrompt(),
  chat: chat.compile({ language: "Polish", question: "why?" }, { history }).map((m) => [m.role, m.content]),
  langchain_chat: chat.getLangchainPrompt({ placeholders: { history } }).map((m) => [m.role, m.content]),
  composed: composed.compile({ who: "Ana" }),
  linked: [linked.promptName, linked.promptVersion],
  linked_id: linked.promptId,
});
await langfuse.end();
process.exit(0);
