import type { Session } from "#shared/api/schemas.ts";
import type { Overview } from "#shared/api/schemas.ts";
import type { BusinessCalendar } from "#collector/domain/calendar/business-hours.ts";
import type { Person } from "#shared/model/role.ts";
import type { Accounts } from "../identity/account.ts";
import type { OneByOne } from "../identity/one-by-one.ts";
import type { SignInAttempt } from "../identity/sign-in.ts";
import type { Sessions } from "../identity/sessions.ts";
import type { Setup } from "../identity/setup.ts";
import type { LimitCheck } from "../limits.ts";
import type { Scope } from "../permissions.ts";
import type { PeopleServerDeps } from "../port.ts";
import type { Recorder } from "../recorder.ts";
import type { Standings } from "../standings.ts";
import type { Views } from "../views.ts";

/** What handlers work with: the neighbours, and what the server made of them. */
export interface RouteContext extends PeopleServerDeps {
  readonly views: Views;
  readonly calendar: BusinessCalendar;
  readonly standings: Standings;
  readonly overview: (scope: Scope) => Promise<Overview>;
  readonly record: Recorder;
  readonly sessions: Sessions;
  readonly setup: Setup;
  readonly accounts: Accounts;
  /** Changes of people and chairs, one at a time, so that the last of a chair is never lost to two at once. */
  readonly peopleTurn: OneByOne;
  readonly signIn: (attempt: SignInAttempt) => Promise<Person>;
  readonly limit: LimitCheck;
  readonly sessionOf: (person: Person | null) => Promise<Session>;
}
