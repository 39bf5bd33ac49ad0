import { notifications } from "@mantine/notifications";
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { RouteName, RouteOutput } from "#shared/api/routes.ts";
import { useLanguage } from "../language/language-context.tsx";
import { call, CallFailure, type CallInput } from "./call.ts";

/** Keeps one answer of the collector fresh. */
export const useAsk = <N extends RouteName>(
  name: N,
  input: CallInput<N>,
  enabled = true,
): UseQueryResult<RouteOutput<N>> =>
  useQuery({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, signal),
    enabled,
  });

/** One page of a list as the collector answers it. */
interface Page<R> {
  readonly items: readonly R[];
  readonly next: string | null;
  readonly asOf: string;
}
/** The pages of a list read so far, as one list with the time at which its first part was true. */
export interface PagedRows<R> {
  readonly rows: readonly R[];
  readonly asOf: string;
  /** Number of pages read. */
  readonly count: number;
}
/** Which page is asked for. */
export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
}

const pageSize = 100;

/**
 * Acts after which the page is left: what it asked would only be refused. Who has signed out may ask nothing, and a
 * one-time link that was used opens nothing.
 */
const leaving: ReadonlySet<RouteName> = new Set(["signOut", "finishSetup", "finishAccount"]);

/** Keeps a long list fresh, page by page. */
export const usePages = <R>(
  name: RouteName,
  query: object,
  ask: (page: PageAsked, signal: AbortSignal) => Promise<Page<R>>,
) =>
  useInfiniteQuery({
    queryKey: [name, "pages", query],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ask(pageParam === "" ? { limit: pageSize } : { limit: pageSize, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next,
    select: ({ pages }): PagedRows<R> => ({
      rows: pages.flatMap((page) => page.items),
      asOf: pages[0]?.asOf ?? "",
      count: pages.length,
    }),
    placeholderData: (before) => before,
  });

/** An act of the person: tells a refusal in the server's words and refreshes what is shown. */
export function useAct<N extends RouteName>(
  name: N,
  onDone?: (answer: RouteOutput<N>) => void,
  /** Whether the page itself shows a refusal beside its form. */
  tellsItself = false,
): UseMutationResult<RouteOutput<N>, unknown, CallInput<N>> {
  const client = useQueryClient();
  const { language } = useLanguage();
  return useMutation({
    mutationFn: (input: CallInput<N>) => call(name, input),
    onSuccess: async (answer) => {
      onDone?.(answer);
      if (!leaving.has(name)) await client.invalidateQueries();
    },
    onError: (error) => {
      if (tellsItself) return;
      const sentence = error instanceof CallFailure ? error.sentence[language] : String(error);
      notifications.show({ message: sentence, autoClose: 10_000, color: "yellow" });
    },
  });
}
