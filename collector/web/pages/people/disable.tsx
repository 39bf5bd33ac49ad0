import { Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import type { Holdings, PersonRow } from "#shared/api/watch-schemas.ts";
import { roleWords } from "#shared/model/role.ts";
import { useAct, useAsk } from "../../client/queries.ts";
import { useLanguage, useTexts, useWord } from "../../language/language-context.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { Dialog } from "../../parts/dialog/dialog.tsx";
import { Pairs } from "../../parts/pairs/pairs.tsx";
import { View } from "../../parts/view/view.tsx";
import { peopleTexts } from "../../text/people/index.ts";
import { formatDate } from "../../times/format.ts";
import styles from "./people.module.css";

interface HeldProps {
  readonly heading: string;
  readonly holdings: Holdings;
  readonly none: string;
}

function Held({ heading, holdings, none }: HeldProps) {
  const t = useTexts(peopleTexts);
  const word = useWord();
  const { language } = useLanguage();
  const { roles, designations, openCases, endpoints } = holdings;
  const pairs: readonly { readonly label: string; readonly value: ReactNode; readonly count: number }[] = [
    {
      label: t.holdsRoles,
      count: roles.length,
      value: roles.map((role) => word(roleWords[role])).join(t.comma),
    },
    {
      label: t.holdsDesignations,
      count: designations.length,
      value: designations
        .map(({ role, from, until }) =>
          t.by(word(roleWords[role]), t.range(formatDate(from, language), formatDate(until, language))),
        )
        .join(t.comma),
    },
    {
      label: t.holdsCases,
      count: openCases.length,
      value: openCases.map(({ id, number, title }) => (
        <p key={id}>
          <Link to="/incidents/$id" params={{ id }}>
            {number}
          </Link>{" "}
          {word(title)}
        </p>
      )),
    },
    {
      label: t.holdsEndpoints,
      count: endpoints.length,
      value: endpoints.map(({ id, hostname }) => (
        <p key={id}>
          <Link to="/endpoints/$id" params={{ id }}>
            {hostname}
          </Link>
        </p>
      )),
    },
  ];
  const some = pairs.filter(({ count }) => count > 0);
  return (
    <section className={styles["holdings"]} aria-label={heading}>
      <h3>{heading}</h3>
      {some.length === 0 ? <p>{none}</p> : <Pairs pairs={some} />}
      {holdings.vacated.length === 0 ? null : (
        <p className={styles["warning"]}>
          {t.vacates(holdings.vacated.map((role) => word(roleWords[role])).join(t.comma))}
        </p>
      )}
    </section>
  );
}

/** 無効にする in one act: what the person still holds, the question by name, then the list to hand over. */
export function Disable({ person, onClose }: { readonly person: PersonRow; readonly onClose: () => void }) {
  const t = useTexts(peopleTexts);
  const [reason, setReason] = useState("");
  const held = useAsk("getHoldings", { params: { id: person.id } });
  const disable = useAct("disablePerson");
  if (disable.data !== undefined)
    return (
      <Dialog opened onClose={onClose} title={t.disableTitle(person.name)}>
        <p>{t.disableDone(person.name)}</p>
        <Held heading={t.held} holdings={disable.data.holdings} none={t.nothingToHandOver} />
      </Dialog>
    );
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t.disableTitle(person.name)}
      act={t.disable}
      busy={disable.isPending}
      disabled={held.data === undefined || reason.trim() === ""}
      onAct={() => disable.mutate({ params: { id: person.id }, body: { reason } })}
    >
      <p>{t.disableAsk(person.name)}</p>
      <View of={held}>
        {(holdings) => <Held heading={t.holds} holdings={holdings} none={t.holdsNothing} />}
      </View>
      <Textarea
        label={t.reason}
        description={t.reasonHint}
        required
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
