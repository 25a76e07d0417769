/** What the navigation calls things whose other words come with their pages. */
export const names = {
  costs: {
    costs: "Costs",
    models: "Models",
  },
  prompts: {
    prompts: "Prompts",
  },
  playground: {
    playground: "Playground",
  },
  evaluation: {
    evaluator: "Evaluator",
    evaluators: "Evaluators",
    rules: "Rules",
  },
  experiments: {
    experiments: "Experiments",
  },
} as const;
