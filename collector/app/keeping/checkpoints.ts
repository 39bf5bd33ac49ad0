import {
  type Checkpointer,
  type CheckpointerOptions,
  createCheckpointer,
} from "#collector/records/checkpoints.ts";
import { RecordsError } from "#collector/records/records-error.ts";
import { StartupProblem } from "../startup-problem.ts";

/** Opens the records' checkpoints for a start. Throws a StartupProblem where their key was lost or replaced. */
export async function openCheckpoints(options: CheckpointerOptions): Promise<Checkpointer> {
  try {
    return await createCheckpointer(options);
  } catch (error) {
    if (error instanceof RecordsError) throw new StartupProblem(error.words, 4, { cause: error });
    throw error;
  }
}
