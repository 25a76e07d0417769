/** What the address of a session's page says besides the session. */
export interface SessionSearch {
  /** A kept run that is looked at instead of the page. */
  run?: string;
  /** The column whose answer the others are compared with. */
  base?: string;
}
