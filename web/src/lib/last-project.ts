/** The project that this browser had open last. */
import { readStored, writeStored } from "./storage";

const KEY = "project.last";

export function rememberProject(projectId: string): void {
  writeStored(KEY, projectId);
}

/** The last one when it is still among these, else the first of them; undefined when there is none. */
export function lastProject<Project extends { id: string }>(projects: readonly Project[]): Project | undefined {
  const last = readStored(KEY, "");
  return projects.find((one) => one.id === last) ?? projects[0];
}
