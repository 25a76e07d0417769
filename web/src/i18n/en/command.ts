export const command = {
  actions: "Actions",
  experiment: "Experiment",
  hint: "Go to a page, do something, or find a trace, session, user, prompt, dataset…",
  organizationSettings: "Organization settings",
} as const;
