/** What a field or a choice may say. */
export const answers = {
  all: "All",
  never: "Never",
  no: "No",
  none: "None",
  yes: "Yes",
} as const;
