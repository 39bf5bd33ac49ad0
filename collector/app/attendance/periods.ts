import { z } from "zod";
import type { SettingStore, StoredEndpoint } from "#collector/storage/port.ts";
import type { EndpointState } from "#shared/model/endpoint.ts";
import { instant } from "#shared/model/common.ts";
import { isoOf } from "./book.ts";

/** A time in which a computer was to be watched. */
interface DuePeriod {
  readonly since: string;
  readonly until: string | null;
}

type Computer = Pick<StoredEndpoint, "id" | "state" | "enrolledAt">;

/** Since when each computer is to be watched, and until when; kept, since the register knows only its present state. */
export interface DuePeriods {
  /** Takes note of the state a computer is in; answers its periods. */
  note(computer: Computer): Promise<readonly DuePeriod[]>;
}

const dueStates: ReadonlySet<EndpointState> = new Set(["active", "restarting"]);

/** Whether a computer in this state is to be watched. */
export const isDue = (state: EndpointState): boolean => dueStates.has(state);

const kept = z.array(z.strictObject({ since: instant, until: instant.nullable() }));
const keyOf = (endpointId: string): string => `attendance.due.${endpointId}`;

export function createDuePeriods(settings: SettingStore, now: () => Temporal.Instant): DuePeriods {
  const known = new Map<string, readonly DuePeriod[]>();

  async function read({ id, enrolledAt }: Computer): Promise<readonly DuePeriod[]> {
    const text = await settings.get(keyOf(id));
    try {
      if (text !== null) return kept.parse(JSON.parse(text));
    } catch {
      // What cannot be read is taken for never absent: that claims more duty, never more watching.
    }
    return [{ since: enrolledAt, until: null }];
  }

  return {
    async note(computer) {
      const periods = known.get(computer.id) ?? (await read(computer));
      const last = periods.at(-1);
      const isOpen = last !== undefined && last.until === null;
      const due = isDue(computer.state);
      if (due === isOpen) {
        known.set(computer.id, periods);
        return periods;
      }
      const at = isoOf(now());
      const next = due
        ? [...periods, { since: at, until: null }]
        : periods.map((period) => (period.until === null ? { ...period, until: at } : period));
      await settings.put(keyOf(computer.id), JSON.stringify(next));
      known.set(computer.id, next);
      return next;
    },
  };
}
