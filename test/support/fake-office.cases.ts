import type { RouteOutput } from "#shared/api/routes.ts";
import type { EndpointDetail, IncidentDetail } from "#shared/api/schemas.ts";
import type { BackupState, CorrectiveRow, GapRow, PersonRow, RecordRow } from "#shared/api/watch-schemas.ts";
import type { Asset } from "#shared/model/asset.ts";
import type { AttendanceFigures, Coverage } from "#shared/model/attendance-figures.ts";
import type { ComplianceRow } from "#shared/model/compliance.ts";
import type { Site } from "#shared/model/endpoint.ts";
import type { Policy } from "#shared/model/policy.ts";
import type { WeeklySummary } from "#shared/model/report.ts";
import type { Designation, Person, Role } from "#shared/model/role.ts";
import { officeClock } from "./fake-office-clock.ts";
import { drawComputers, drawObservations } from "./fake-office-computers.cases.ts";
import { drawCorrectives } from "./fake-office-correctives.cases.ts";
import { drawIncidents } from "./fake-office-incidents.cases.ts";
import { deliveredPolicy, drawDesignations, drawPeople } from "./fake-office-people.cases.ts";
import { drawCheckpoints, drawRecords } from "./fake-office-records.cases.ts";
import { drawRegisters, type Registers } from "./fake-office-registers.cases.ts";
import { drawAssets, drawSites } from "./fake-office-sites.cases.ts";
import {
  backup,
  coverage,
  drawAttendance,
  drawCompliance,
  drawGaps,
  drawReports,
} from "./fake-office-watch.cases.ts";

/** An office as a test draws it; a test changes what it wants to see told. */
export interface Office extends Registers {
  readonly person: Person;
  readonly people: PersonRow[];
  readonly designations: Designation[];
  readonly sites: Site[];
  readonly endpoints: readonly EndpointDetail[];
  readonly incidents: IncidentDetail[];
  readonly observations: RouteOutput<"listObservations">["items"];
  readonly assets: Asset[];
  readonly correctives: CorrectiveRow[];
  readonly compliance: ComplianceRow[];
  readonly gaps: GapRow[];
  readonly reports: WeeklySummary[];
  readonly records: RecordRow[];
  readonly checkpoints: RouteOutput<"listCheckpoints">["items"];
  readonly policy: Policy;
  attendance: AttendanceFigures;
  coverage: Coverage;
  backup: BackupState;
  vacantRoles: Role[];
  mail: RouteOutput<"getOverview">["mail"];
}

/** Makes an office with a little of everything, true at `now`. */
export function drawOffice(now: Temporal.Instant): Office {
  const clock = officeClock(now);
  const endpoints = drawComputers(clock);
  const compliance = drawCompliance(clock, endpoints);
  const gaps = drawGaps(clock);
  return {
    ...drawPeople(clock),
    ...drawRegisters(clock),
    designations: drawDesignations(clock),
    sites: drawSites(),
    endpoints,
    incidents: drawIncidents(clock),
    observations: drawObservations(clock),
    assets: drawAssets(clock),
    correctives: drawCorrectives(clock),
    compliance,
    gaps,
    reports: drawReports(clock, compliance, gaps),
    records: drawRecords(clock),
    checkpoints: drawCheckpoints(clock),
    policy: deliveredPolicy(),
    attendance: drawAttendance(clock),
    coverage,
    backup,
    vacantRoles: ["deputy-supervisor"],
    mail: "working",
  };
}
