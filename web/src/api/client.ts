/** The one way to the server: typed by its OpenAPI document, errors as ApiError, and a watch on the connection. */
import createClient from "openapi-fetch";
import { connectionFailed, connectionWorked } from "./connection";
import type { paths } from "./schema.gen";

/** A refusal of the server, in its words. `code` is stable; `detail` depends on it (a filter error carries its position). */
export class ApiError extends Error {
  override name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail: unknown = null,
  ) {
    super(message);
  }
}

/** No answer came: the network or the server is away. */
export class ConnectionError extends Error {
  override name = "ConnectionError";
}

async function watchedFetch(request: Request): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    connectionFailed();
    throw new ConnectionError(error instanceof Error ? error.message : String(error));
  }
  if (response.status === 502 || response.status === 504) connectionFailed();
  else connectionWorked();
  return response;
}

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "http://localhost",
  credentials: "same-origin",
  // Other sites cannot set this header without asking first; the server wants it with every write.
  headers: { "X-Lumetra-CSRF": "1" },
  fetch: watchedFetch,
});

interface ErrorBody {
  error?: { code?: string; message?: string; detail?: unknown };
}

/** Unpacks an answer of `api`: the data, or a thrown ApiError. */
export async function unwrap<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) return data as T;
  const body = (typeof error === "object" && error !== null ? error : {}) as ErrorBody;
  throw new ApiError(
    response.status,
    body.error?.code ?? `http_${response.status}`,
    body.error?.message ?? (response.statusText || `HTTP ${response.status}`),
    body.error?.detail ?? null,
  );
}
