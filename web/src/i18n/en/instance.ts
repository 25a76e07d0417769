export const instance = {
  title: "instance",
} as const;
