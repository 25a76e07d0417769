export const sharing = {
  anybody: "Anybody with the link may read it",
  copy: "Copy the link",
  hides_session:
    "Not: users, the steps of traces that are not shared themselves, comments, authors of scores, other sessions, anything else of the project.",
  hides_trace:
    "Not: user and session, comments, authors of scores, prompts, other traces, members, settings, anything else of the project.",
  isOff: "Only members of this project can read it.",
  isOn: "No sign-in is needed. Search engines are told to stay away.",
  link: "Public link",
  mayNot: "Your role may not change this.",
  nothing: "There is nothing at this address",
  nothingWhy: "It was never shared, is not shared any more, or was deleted. Ask who gave you the link.",
  openLink: "Open the link",
  readOnly: "Shared, read only",
  readOnlyWhy: "Somebody shared this by a public link",
  share: "Share",
  shows_session: "Visible: what was said in every turn, times, costs, tags, names and values of scores.",
  shows_trace:
    "Visible: all steps with inputs, outputs, metadata and media, models, times, tokens, costs, tags, names and values of scores.",
  title_session: "Share this session",
  title_trace: "Share this trace",
  toApp: "Sign in",
} as const;
