/** A connection as its form holds it, and as the server takes it. Pure. */
import { readHeaders } from "@/lib/headers";
import type { Connection, ConnectionBody, Preset } from "./queries";

export interface ConnectionForm {
  preset: string;
  provider: string;
  adapter: ConnectionBody["adapter"];
  secret: string;
  baseUrl: string;
  /** One model a line. */
  models: string;
  withDefaults: boolean;
  /** JSON; what only one adapter knows, such as a region. */
  config: string;
  /** One `name: value` a line; empty keeps what is stored. */
  headers: string;
  /** Bounds on what jobs send; empty for none. */
  callsPerMinute: string;
  concurrentCalls: string;
  /** One call must work before it is saved. */
  test: boolean;
}

export function formOf(connection: Connection | null): ConnectionForm {
  const config = connection?.config ?? {};
  return {
    preset: "",
    provider: connection?.provider ?? "",
    adapter: connection?.adapter ?? "openai",
    secret: "",
    baseUrl: connection?.base_url ?? "",
    models: connection?.custom_models.join("\n") ?? "",
    withDefaults: connection?.with_default_models ?? true,
    config: Object.keys(config).length > 0 ? JSON.stringify(config, null, 2) : "",
    headers: "",
    callsPerMinute: connection?.calls_per_minute?.toString() ?? "",
    concurrentCalls: connection?.concurrent_calls?.toString() ?? "",
    test: true,
  };
}

/** The default models of an adapter belong to its own service, so presets with an address of their own go without them. */
export function formOfPreset(preset: Preset, secret: string): ConnectionForm {
  return {
    ...formOf(null),
    preset: preset.name,
    provider: preset.name.toLowerCase().replaceAll(" ", "-"),
    adapter: preset.adapter,
    baseUrl: preset.base_url,
    withDefaults: preset.base_url === "",
    secret,
  };
}

/** Null while the form cannot be sent. An empty key keeps what is stored; a new connection then has none, as Ollama wants it. */
export function toBody(form: ConnectionForm, isNew: boolean): ConnectionBody | null {
  const config = readObject(form.config);
  const headers = readHeaders(form.headers);
  const limits = [form.callsPerMinute, form.concurrentCalls].map(readLimit);
  if (form.provider.trim() === "" || config === null || headers === "malformed" || limits.includes(undefined)) return null;
  return {
    provider: form.provider.trim(),
    adapter: form.adapter,
    secret: form.secret === "" && !isNew ? null : form.secret,
    base_url: form.baseUrl.trim(),
    custom_models: form.models
      .split(/[\n,]/)
      .map((model) => model.trim())
      .filter((model) => model !== ""),
    with_default_models: form.withDefaults,
    extra_headers: headers,
    config,
    calls_per_minute: limits[0] ?? null,
    concurrent_calls: limits[1] ?? null,
    test: form.test,
    test_model: null,
  };
}

/** Null for no limit, undefined for what is no limit at all. */
function readLimit(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 ? value : undefined;
}

function readObject(text: string): Record<string, unknown> | null {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
