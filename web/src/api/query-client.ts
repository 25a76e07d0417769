/** Server state lives here and nowhere else. */
import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { ApiError, ConnectionError } from "./client";
import { onRecovery } from "./connection";

interface Hooks {
  /** The sign-in ended; the page should lead to signing in. */
  onSignedOut: () => void;
  /** A change failed and the code that asked for it did not say what to do. */
  onMutationError: (message: string) => void;
}

export function makeQueryClient({ onSignedOut, onMutationError }: Hooks): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      // Who comes without a sign-in is led by the route that asks who it is: a shared trace needs none.
      onError: (error, query) => (query.queryKey[0] === "me" && query.state.data === undefined ? undefined : onError(error)),
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        onError(error);
        if (mutation.options.onError === undefined) onMutationError(error.message);
      },
    }),
    defaultOptions: {
      queries: {
        // Requests are tried also when the browser believes to be offline: a server on this machine is there all the same.
        networkMode: "always",
        staleTime: 15_000,
        refetchOnWindowFocus: true,
        // A refusal will not change by asking again; an absent or overloaded server may.
        retry: (count, error) => {
          if (error instanceof ConnectionError) return false;
          if (error instanceof ApiError) return (error.status === 503 || error.status === 429) && count < 3;
          return count < 1;
        },
      },
    },
  });
  onRecovery(() => void client.invalidateQueries());
  return client;
}

/** Reads from now on: a read that is under way, the first one above all, may have begun before the news that leads to this. */
export async function readAnew(client: QueryClient, queryKey: QueryKey): Promise<void> {
  await client.cancelQueries({ queryKey });
  await client.invalidateQueries({ queryKey });
}
