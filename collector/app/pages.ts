import type { Page, PageQuery } from "#collector/storage/port.ts";

const atOnce = 200;

/** Every row of a list, page after page. */
export async function* everyRow<T>(list: (query: PageQuery) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await list({ limit: atOnce, cursor });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

/** The same as an array, for lists whose length an office bounds. */
export async function allRows<T>(list: (query: PageQuery) => Promise<Page<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const row of everyRow(list)) rows.push(row);
  return rows;
}
