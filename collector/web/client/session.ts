import { useQuery } from "@tanstack/react-query";
import { call } from "./call.ts";

/** Who is signed in; asked again when the window is looked at. */
export const useSession = () =>
  useQuery({
    queryKey: ["getSession", {}],
    queryFn: ({ signal }) => call("getSession", {}, signal),
  });
