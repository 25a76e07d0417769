/** Where the addresses lead that Langfuse's SDKs build. Pure. */

/** Pages that are called otherwise here, by what follows `/project/{id}/`. */
const RENAMED: Record<string, string> = {
  "annotation-queues": "queues",
  evals: "evaluators",
  "settings/api-keys": "settings/keys",
  "settings/llm-connections": "settings/connections",
  "settings/models": "models",
};

/** The address of our page for what stands behind `/project/{id}/`. A page that is called the same keeps its rest and its search. */
export function oldAddress(projectId: string, rest: string, search: string): string {
  const base = `/projects/${encodeURIComponent(projectId)}`;
  const parts = rest.split("/").flatMap((part) => (part ? [encodeURIComponent(part)] : []));
  const [noun, id, inner, innerId] = parts;
  if (noun === undefined) return base;
  // A run of a dataset is an experiment here, with a page of its own.
  if (noun === "datasets" && inner === "runs" && innerId) return `${base}/experiments/${innerId}${search}`;
  if (noun === "datasets" && inner !== undefined) return `${base}/datasets/${id}${search}`;
  if (noun === "experiments" && id === "results") {
    const baseline = new URLSearchParams(search).get("baseline");
    return `${base}/experiments${baseline ? `/${encodeURIComponent(baseline)}` : ""}`;
  }
  if (noun === "observations") return `${base}/traces?rows=observations`;
  const page = parts.join("/");
  const former = Object.keys(RENAMED).find((one) => page === one || page.startsWith(`${one}/`));
  return `${base}/${former ? RENAMED[former] + page.slice(former.length) : page}${search}`;
}
