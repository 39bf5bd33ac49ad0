import { useQuery } from "@tanstack/react-query";
import type { RouteName } from "#shared/api/routes.ts";
import { call } from "./call.ts";

/** Who is signed in; asked again when the window is looked at. */
export const useSession = () =>
  useQuery({
    queryKey: ["getSession", {}],
    queryFn: ({ signal }) => call("getSession", {}, signal),
  });

/** Tells which requests the person may make, so that nothing is offered that the collector would refuse. */
export function useMay(): (name: RouteName) => boolean {
  const may = useSession().data?.may ?? [];
  return (name) => may.includes(name);
}
