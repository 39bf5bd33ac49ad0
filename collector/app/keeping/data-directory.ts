import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { directoryProblem } from "../startup-problem.ts";

/** Everything an installation keeps, in one directory. */
export interface DataDirectory {
  readonly path: string;
  readonly store: string;
  readonly authority: string;
  /** The authority's certificate alone, for people who install it on a computer. */
  readonly publicCertificate: string;
  /** The key that signs checkpoints, and their files. */
  readonly records: string;
  /** Where nightly copies go while no second place is set. */
  readonly backups: string;
  /** The file that holds `chain`. */
  readonly chainFile: string;
  /** The name of this collector's chain of records. */
  readonly chain: string;
}

/** Where things lie in a data directory. */
export const placesIn = (path: string): Omit<DataDirectory, "chain"> => ({
  path,
  store: join(path, "hinomi.db"),
  authority: join(path, "authority"),
  publicCertificate: join(path, "hinomi-authority.crt"),
  records: join(path, "records"),
  backups: join(path, "backups"),
  chainFile: join(path, "collector-id"),
});

const chainPattern = /^col_[0-9a-f]{16}$/u;

/** Makes the directory where it is missing, readable by its owner only. Throws a StartupProblem where it cannot be used. */
export function openDataDirectory(path: string): DataDirectory {
  try {
    const made = !existsSync(path);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (made) chmodSync(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return { ...placesIn(path), chain: readOrMakeChain(placesIn(path).chainFile) };
  } catch (error) {
    throw directoryProblem(path, error);
  }
}

/** The chain's name outlives the store, so that a restored copy goes on in the chain it came from. */
function readOrMakeChain(file: string): string {
  if (existsSync(file)) {
    const chain = readFileSync(file, "utf8").trim();
    if (chainPattern.test(chain)) return chain;
  }
  const chain = `col_${randomBytes(8).toString("hex")}`;
  writeFileSync(file, `${chain}\n`, { mode: 0o600 });
  return chain;
}
