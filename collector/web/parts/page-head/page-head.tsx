import { useEffect, type ReactNode } from "react";
import { useAsk } from "../../client/queries.ts";
import { useMay } from "../../client/session.ts";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { shellTexts } from "../../text/shell/index.ts";
import { AsOf } from "../as-of/as-of.tsx";
import styles from "./page-head.module.css";

interface PageHeadProps {
  readonly title: string;
  readonly above?: ReactNode;
  readonly asOf?: string | null | undefined;
  readonly children?: ReactNode;
}

/** The page's heading; also names the browser's tab, where 重大 or its suspicion comes first. */
export function PageHead({ title, above, asOf, children }: PageHeadProps) {
  const t = useTexts(commonTexts);
  const shell = useTexts(shellTexts);
  const may = useMay();
  const { data } = useAsk("getOverview", {}, may("getOverview"));
  const heard = data?.openIncidents ?? [];
  const urgent = heard.some(({ severity }) => severity === "grave")
    ? shell.grave
    : heard.some(({ severity }) => severity === "suspected-grave")
      ? shell.suspected
      : "";
  const count = data?.openIncidentCount ?? 0;
  useEffect(() => {
    const mark = urgent === "" && count > 0 ? `(${count}) ` : urgent;
    document.title = `${mark}${title} — ${t.product}`;
  }, [title, urgent, count, t]);
  return (
    <div className={styles["head"]}>
      {above === undefined ? null : <div className={styles["above"]}>{above}</div>}
      <div className={styles["line"]}>
        <h1 className={styles["title"]}>{title}</h1>
        <AsOf at={asOf} />
        {children === undefined ? null : <div className={styles["acts"]}>{children}</div>}
      </div>
    </div>
  );
}
