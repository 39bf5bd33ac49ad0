import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { CallFailure } from "./client/call.ts";
import { LiveProvider } from "./client/live-context.tsx";
import { useSession } from "./client/session.ts";
import { LanguageProvider, useLanguage } from "./language/language-context.tsx";
import { View, Waiting } from "./parts/view/view.tsx";
import { createPages } from "./router.tsx";
import { theme } from "./theme/theme.ts";

const SignInPage = lazy(async () => ({ default: (await import("./pages/sign-in/sign-in.tsx")).SignInPage }));
const AccountPage = lazy(async () => ({
  default: (await import("./pages/account/account.tsx")).AccountPage,
}));
const SetupPage = lazy(async () => ({ default: (await import("./pages/setup/setup.tsx")).SetupPage }));

/** The one-time link as `/setup#token` and `/account#token` carry it; null on every other address. */
const oneTimeLink = (path: "/setup" | "/account"): string | null =>
  location.pathname === path && location.hash.length > 1 ? decodeURIComponent(location.hash.slice(1)) : null;

/** Asks who is here and shows what they may see. */
function Gate() {
  const session = useSession();
  const { choose } = useLanguage();
  const [pages] = useState(createPages);
  const person = session.data?.person ?? null;
  const wish = person?.language;
  useEffect(() => {
    if (wish !== undefined) choose(wish);
    // Only when the person's own wish changes: the switch tells the collector by itself.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wish]);
  return (
    <View of={session}>
      {(data) => {
        const first = oneTimeLink("/setup");
        const own = oneTimeLink("/account");
        if (person === null && data.setupOpen && first !== null) return <SetupPage link={first} />;
        if (person === null && own !== null) return <AccountPage link={own} />;
        if (person === null) return <SignInPage session={data} />;
        return (
          <LiveProvider>
            <RouterProvider router={pages} />
          </LiveProvider>
        );
      }}
    </View>
  );
}

const createClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // A refusal stays one; only silence is worth a second try.
        retry: (times, error) => times < 2 && error instanceof CallFailure && error.status === 0,
        refetchOnWindowFocus: true,
        refetchInterval: 60_000,
      },
    },
  });

/** The whole dashboard. */
export function App({ nonce }: { readonly nonce: string }) {
  const [client] = useState(createClient);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <LanguageProvider>
        <QueryClientProvider client={client}>
          <Notifications position="top-right" limit={3} />
          <Suspense fallback={<Waiting />}>
            <Gate />
          </Suspense>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}
