import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import type { PagedRows } from "../../client/queries.ts";
import { Card } from "../card/card.tsx";
import { DataTable, type Column } from "../data-table/data-table.tsx";
import { useFresh } from "../fresh/use-fresh.ts";
import { More } from "../more/more.tsx";
import { Nothing, View } from "../view/view.tsx";

interface Listed<R> {
  readonly data: PagedRows<R> | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly isPlaceholderData: boolean;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

interface RegisterTableProps<R> {
  readonly title: string;
  /** What is said where no row is to be shown. */
  readonly none: string;
  readonly list: Listed<R>;
  /** What the list was asked for: another filter is not news. */
  readonly filter: object;
  readonly columns: readonly Column<R>[];
  /** Rows that stand elsewhere on the page are left out. */
  readonly shows?: (row: R) => boolean;
  readonly tone?: (row: R) => "plain" | "unknown" | "soft";
}

/** A register as one table, page by page, with a mark on rows that came while somebody was looking. */
export function RegisterTable<R extends { readonly id: string }>({
  title,
  none,
  list,
  filter,
  columns,
  shows = () => true,
  tone = () => "plain",
}: RegisterTableProps<R>) {
  const common = useTexts(commonTexts);
  const fresh = useFresh(
    list.isPlaceholderData ? undefined : list.data?.rows.map(({ id }) => id),
    `${JSON.stringify(filter)}${list.data?.count ?? 0}`,
  );
  return (
    <Card title={title} flush quiet>
      <View of={list}>
        {(data) => {
          const rows = data.rows.filter(shows);
          return rows.length === 0 ? (
            <Nothing>{none}</Nothing>
          ) : (
            <DataTable
              caption={title}
              columns={columns}
              rows={rows}
              rowKey={({ id }) => id}
              fresh={fresh}
              freshWord={common.fresh}
              tone={tone}
            />
          );
        }}
      </View>
      <More list={list} />
    </Card>
  );
}
