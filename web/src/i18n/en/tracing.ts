export const tracing = {
  title: "tracing",
} as const;
