import type { Page, PageQuery } from "#collector/storage/port.ts";
import { badRequest, type Problem } from "./problems.ts";

const pageSize = 500;

/** Every row of a list, page by page. */
export async function* everyRow<T>(list: (query: PageQuery) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: Page<T> = await list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

export async function countRows<T>(
  list: (query: PageQuery) => Promise<Page<T>>,
  counts: (row: T) => boolean = () => true,
): Promise<number> {
  let count = 0;
  for await (const row of everyRow(list)) if (counts(row)) count += 1;
  return count;
}

export const badCursor = (): Problem =>
  badRequest(
    "The cursor is not one that an earlier page gave. Start again from the first page.",
    "カーソルが前のページのものではありません。最初のページから読み直してください。",
    "cursor",
  );
