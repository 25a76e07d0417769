/** Changes on the server: what is read again after one, and who says that it failed. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";

/** For changes whose form shows the failure itself; without it a failure becomes a toast. */
export const SHOWN_BY_FORM = { onError: () => undefined };

/** Sends a change; whatever was read under the key `stale` is read again afterwards. */
export function useChange<Input, Output>(
  stale: QueryKey,
  change: (input: Input) => Promise<Output>,
  failure: Partial<typeof SHOWN_BY_FORM> = {},
) {
  const client = useQueryClient();
  return useMutation({
    ...failure,
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: stale }),
  });
}
