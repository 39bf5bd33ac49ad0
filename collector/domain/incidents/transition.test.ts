import { describe, expect, it } from "vitest";
import { incidentState, type IncidentState } from "#shared/model/incident.ts";
import { allowedTransitions, transition } from "./transition.ts";

const states: readonly IncidentState[] = incidentState.options;
const at = (state: IncidentState) => ({ state, number: "R8-0001" });
const person = { kind: "person" } as const;

describe("transition", () => {
  it("answers every pair of states for every kind of actor: allowed by the table, or refused with a sentence", () => {
    const pairs = states.flatMap((from) =>
      states.flatMap((to) => (["person", "token", "machine"] as const).map((kind) => ({ from, to, kind }))),
    );
    const unexplained = pairs.filter(({ from, to, kind }) => {
      const outcome = transition(at(from), to, { kind });
      if (outcome.ok) return !allowedTransitions[from].includes(to);
      return outcome.reason.ja.length < 6 || outcome.reason.en.length < 6;
    });
    expect(unexplained).toEqual([]);
  });

  it("lets a person do everything the table allows", () => {
    for (const from of states)
      for (const to of allowedTransitions[from]) expect(transition(at(from), to, person).ok).toBe(true);
  });

  it.each(["closed", "false-alarm", "drill"] as const)("lets nothing leave %s", (state) => {
    for (const to of states) expect(transition(at(state), to, person).ok).toBe(false);
  });

  it("does not close what nobody received", () => {
    expect(transition(at("detected"), "closed", person)).toMatchObject({
      ok: false,
      reason: { ja: expect.stringContaining("受領") },
    });
    expect(transition(at("accepted"), "closed", person).ok).toBe(true);
  });

  it.each(["closed", "false-alarm", "observing"] as const)("leaves %s to a person", (to) => {
    expect(transition(at("handling"), to, { kind: "machine" }).ok).toBe(false);
    expect(transition(at("handling"), to, { kind: "token" }).ok).toBe(false);
  });

  it("lets Hinomi say by itself that a matter is over or has come back", () => {
    expect(transition(at("detected"), "recovered", { kind: "machine" }).ok).toBe(true);
    expect(transition(at("recovered"), "checking", { kind: "machine" }).ok).toBe(true);
  });
});
