/** How a thing stands: on its way, done, or nothing there. */
export const states = {
  copied: "Copied",
  deleted: "Deleted",
  empty: "Nothing here yet",
  error: "Error",
  loading: "Loading…",
  notices: "Notices",
  warning: "Warning",
  noMatches: "No matches",
  saved: "Saved",
} as const;
