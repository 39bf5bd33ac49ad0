import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

const field = (): HTMLInputElement | null =>
  document.querySelector<HTMLInputElement>("main input[type=search]");

/** Whether a key pressed there is meant as text. */
const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input, textarea, select, [role=dialog] *"));

/** The key `/` goes to the page's search, or to the computers' where the page has none. */
export function useSearchKey(mayFindComputers: boolean): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      const found = field();
      if (found === null && !mayFindComputers) return;
      event.preventDefault();
      if (found !== null) {
        found.focus();
        found.select();
        return;
      }
      void navigate({ to: "/endpoints" }).then(() => field()?.focus());
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, mayFindComputers]);
}
