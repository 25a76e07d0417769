export const errors = {
  connectionBack: "Connected again",
  connectionLost: "The server cannot be reached. Trying again…",
  crashed: "This page broke",
  crashedWhy: "That is a fault in Lumetra, not in your data. Loading the page again often helps.",
  failed: "This could not be loaded",
  forbidden: "You may not see this",
  goHome: "Go to the start page",
  notFound: "Not found",
  notFoundWhy: "It was deleted, never existed, or belongs to a project you are not a member of.",
  outdated: "Lumetra was updated",
  outdatedWhy:
    "This tab still has parts of the older version, or lost the connection while loading a new one. Load the page again to go on.",
  pageNotFound: "There is no page at this address",
  pageNotFoundWhy: "The link may be old or incomplete.",
  projectNotFound: "This project is not yours to see",
  projectNotFoundWhy: "It was deleted, or you are not a member of it. Ask someone in the project to invite you.",
  reload: "Load the page again",
} as const;
