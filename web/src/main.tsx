/** Starts the app: language, then server state, then the router. */
import { QueryClientProvider } from "@tanstack/react-query";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "@/api/query-client";
import { CrashPage } from "@/components/crash-page";
import { keepPageWithoutParts } from "@/components/missing-part";
import { NotFoundPage } from "@/components/not-found-page";
import { toast } from "@/components/ui/toast";
import { startLanguage } from "@/i18n";
import { routeTree } from "./routeTree.gen";
import "./styles.css";

const queryClient = makeQueryClient({
  onSignedOut: () => {
    const here = router.state.location;
    if (/^\/(sign-in|sign-up|link)/.test(here.pathname)) return;
    queryClient.clear();
    void router.navigate({ to: "/sign-in", search: { next: here.href } });
  },
  onMutationError: (message) => toast.error(message),
});

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: CrashPage,
  defaultNotFoundComponent: NotFoundPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

keepPageWithoutParts();

const root = document.getElementById("root");
if (root) {
  // Without its words the page stays in English.
  void startLanguage()
    .catch(() => undefined)
    .then(() =>
      createRoot(root).render(
        <StrictMode>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </StrictMode>,
      ),
    );
}
