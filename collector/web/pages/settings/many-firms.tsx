import { Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { settingsTexts } from "../../text/settings/index.ts";
import { longestName, mostNames, readNames, tooLong } from "./firm-names.ts";

/** Enters many member firms, pasted one a line. */
export function ManyFirms({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts(settingsTexts);
  const [text, setText] = useState("");
  const names = readNames(text);
  const long = tooLong(names);
  const wrong =
    long !== null
      ? t.nameTooLong(long.slice(0, 20), longestName)
      : names.length > mostNames
        ? t.tooMany(mostNames)
        : null;
  const create = useAct("createSites", ({ made, known }) => {
    notifications.show({ message: t.manyDone(made, known) });
    onClose();
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.many}
      act={t.manyAct(names.length)}
      busy={create.isPending}
      disabled={names.length === 0 || wrong !== null}
      onAct={() => create.mutate({ body: { names: [...names] } })}
    >
      <Textarea
        label={t.manyNames}
        description={t.manyHint}
        autosize
        minRows={8}
        maxRows={16}
        value={text}
        error={wrong}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Confirm>
  );
}
