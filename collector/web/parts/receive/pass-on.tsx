import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import type { Incident } from "#shared/model/incident.ts";
import { useAct } from "../../client/queries.ts";
import { useTexts } from "../../language/language-context.tsx";
import { routeTexts } from "../../text/route/index.ts";
import { Confirm } from "../confirm/confirm.tsx";

interface PassOnProps {
  readonly incident: Pick<Incident, "id" | "number">;
  /** Whether a 組合員 does it, to whom it is called 情報管理者へ送る. */
  readonly asMember: boolean;
  readonly large?: boolean;
}

/** 上申する, with an instruction for the next step where there is one; who may do it, the caller asks. */
export function PassOn({ incident, asMember, large = false }: PassOnProps) {
  const t = useTexts(routeTexts);
  const [asking, setAsking] = useState(false);
  const [instruction, setInstruction] = useState("");
  const passOn = useAct("passOnIncident", () => {
    setAsking(false);
    setInstruction("");
  });
  const name = asMember ? t.passOnMember : t.passOn;
  return (
    <>
      <Button
        variant={large ? "filled" : "default"}
        size={large ? "md" : "xs"}
        fullWidth={large}
        aria-label={`${name} ${incident.number}`}
        onClick={() => setAsking(true)}
      >
        {name}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={name}
        act={name}
        busy={passOn.isPending}
        onAct={() =>
          passOn.mutate({
            params: { id: incident.id },
            body: { instruction: instruction.trim() === "" ? null : instruction },
          })
        }
      >
        <p>{t.passOnAsk(incident.number)}</p>
        <Textarea
          mt="sm"
          label={t.instruction}
          description={t.instructionHint}
          autosize
          minRows={2}
          maxLength={1000}
          value={instruction}
          onChange={(event) => setInstruction(event.currentTarget.value)}
        />
      </Confirm>
    </>
  );
}
