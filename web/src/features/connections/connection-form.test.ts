import { expect, it } from "vitest";
import { formOf, formOfPreset, toBody } from "./connection-form";

const preset = {
  name: "Ollama",
  adapter: "openai",
  base_url: "http://localhost:11434/v1",
  needs_secret: false,
  discovers_models: true,
  models: [],
} as const;

it("a preset with an address of its own goes without the adapter's default models", () => {
  const form = formOfPreset({ ...preset, models: [] }, "kept");
  expect([form.provider, form.withDefaults, form.secret]).toEqual(["ollama", false, "kept"]);
});

it("an empty key keeps what is stored, and models are read line by line", () => {
  const body = toBody({ ...formOf(null), provider: "openai", models: "a\n\n b , c" }, false);
  expect([body?.secret, body?.custom_models]).toEqual([null, ["a", "b", "c"]]);
});

it("a form without a name or with a config that is no object cannot be sent", () => {
  expect(toBody(formOf(null), true)).toBeNull();
  expect(toBody({ ...formOf(null), provider: "x", config: "[1]" }, true)).toBeNull();
});

it("a new connection may go without a key", () => {
  expect(toBody({ ...formOf(null), provider: "ollama" }, true)?.secret).toBe("");
});

it("headers and limits are read, and what is none of them cannot be sent", () => {
  const form = { ...formOf(null), provider: "x", headers: "x-team: a", callsPerMinute: "60" };
  const body = toBody(form, true);
  expect([body?.extra_headers, body?.calls_per_minute, body?.concurrent_calls]).toEqual([{ "x-team": "a" }, 60, null]);
  expect(toBody({ ...form, headers: "no header" }, true)).toBeNull();
  expect(toBody({ ...form, concurrentCalls: "0" }, true)).toBeNull();
});
