import type { ReactNode } from "react";
import styles from "./office-paper.module.css";

export interface SheetColumn<R> {
  readonly key: string;
  readonly head: string;
  readonly render: (row: R) => ReactNode;
  /** `lead` names the row, `figure` stands to the right, `short` is never broken. */
  readonly kind?: "lead" | "text" | "figure" | "short";
}

/** So many rows stay together on one page. */
const fewRows = 8;

interface SheetTableProps<R> {
  readonly caption: string;
  readonly columns: readonly SheetColumn<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
  /** Gives every column the same width. */
  readonly even?: boolean;
}

/** A table of a paper: hairlines between rows, none between columns, its head on every page it reaches. On a phone a row is a block with its labels. */
export function SheetTable<R>({ caption, columns, rows, rowKey, even = false }: SheetTableProps<R>) {
  return (
    <table className={styles["table"]} data-even={even} data-short={rows.length <= fewRows}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ key, head, kind }) => (
            <th key={key} scope="col" data-kind={kind ?? "text"}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map(({ key, head, kind, render }) => (
              <td key={key} data-kind={kind ?? "text"} data-label={head}>
                {render(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
