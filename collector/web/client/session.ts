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

/** Whether the person sees a member firm only (組合員): counts of the whole organisation are then no figures of it. */
export function useSeesFirmOnly(): boolean {
  const chairs = useSession().data?.chairs ?? [];
  return chairs.length > 0 && chairs.every(({ role }) => role === "member");
}
