/** What this instance offers to people before they sign in, and whether it sends mail. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const signInStateQuery = queryOptions({
  queryKey: ["auth", "state"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/v1/auth/state", { signal })),
});
