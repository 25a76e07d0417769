/** A connection as its form holds it, and as the server takes it. Pure. */
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
  if (form.provider.trim() === "" || config === null) return null;
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
    extra_headers: null,
    config,
    test_model: null,
  };
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
