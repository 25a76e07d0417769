export const tracing = {
  title: "tracing",
};
