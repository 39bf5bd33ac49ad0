import type { ReactNode } from "react";
import styles from "./office-paper.module.css";

export interface SheetColumn<R> {
  readonly key: string;
  readonly head: string;
  readonly render: (row: R) => ReactNode;
  /** `figure` stands to the right, `short` is never broken. */
  readonly kind?: "text" | "figure" | "short";
}

interface SheetTableProps<R> {
  readonly caption: string;
  readonly columns: readonly SheetColumn<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
}

/** A table of a paper: hairlines between rows, none between columns, its head on every page it reaches. */
export function SheetTable<R>({ caption, columns, rows, rowKey }: SheetTableProps<R>) {
  return (
    // On a phone a wide table scrolls sideways inside its frame, and keys must reach it.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex
    <div className={styles["frame"]} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles["table"]}>
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
              {columns.map(({ key, kind, render }) => (
                <td key={key} data-kind={kind ?? "text"}>
                  {render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
