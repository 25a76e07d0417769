/** What of a user is listed, as it stands in the URL. */

export const USER_TABS = ["sessions", "traces", "scores"] as const;
export type UserTab = (typeof USER_TABS)[number];
