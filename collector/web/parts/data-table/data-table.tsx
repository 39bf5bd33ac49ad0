import type { ReactNode } from "react";
import styles from "./data-table.module.css";

export interface Column<R> {
  readonly key: string;
  readonly head: string;
  readonly render: (row: R) => ReactNode;
  /** `figure` is right-aligned with tabular digits, `act` holds buttons, `lead` names the row. */
  readonly kind?: "lead" | "text" | "figure" | "act" | "mark";
}

interface DataTableProps<R> {
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
  /** Keys of rows that came while somebody was looking, and a way to say that one was seen. */
  readonly fresh?: ReadonlySet<string>;
  readonly freshWord?: string;
  readonly tone?: (row: R) => "plain" | "unknown" | "soft";
}

/** A dense table on a desk; on a phone every row becomes a block with its labels. */
export function DataTable<R>({ caption, columns, rows, rowKey, fresh, freshWord, tone }: DataTableProps<R>) {
  return (
    // A wide table scrolls sideways inside its frame, and keys must reach it: hence the group and its tab stop.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex
    <div className={styles["frame"]} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles["table"]}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-kind={column.kind ?? "text"}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            const isFresh = fresh?.has(key) ?? false;
            return (
              <tr key={key} data-fresh={isFresh} data-tone={tone?.(row) ?? "plain"} data-row={key}>
                {columns.map((column) => (
                  <td key={column.key} data-kind={column.kind ?? "text"} data-label={column.head}>
                    {isFresh && column.kind === "lead" ? (
                      <span className={styles["fresh"]}>{freshWord}</span>
                    ) : null}
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
