import { notifications } from "@mantine/notifications";
import type { PersonRow } from "#shared/api/watch-schemas.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { peopleTexts } from "../../text/people/index.ts";

/** Ends every session of a person, for example because a telephone was lost. */
export function SignOut({ person, onClose }: { readonly person: PersonRow; readonly onClose: () => void }) {
  const t = useTexts(peopleTexts);
  const end = useAct("deleteSessionsOf", () => {
    notifications.show({ message: t.signOutDone(person.name) });
    onClose();
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.signOut}
      act={t.signOut}
      busy={end.isPending}
      onAct={() => end.mutate({ params: { id: person.id }, body: {} })}
    >
      <p>{t.signOutAsk(person.name)}</p>
    </Confirm>
  );
}
