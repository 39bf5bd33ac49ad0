import { useEffect, type ReactNode } from "react";
import { useAsk } from "../../client/queries.ts";
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

/** The page's heading; also names the browser's tab, where a suspicion of 重大 comes first. */
export function PageHead({ title, above, asOf, children }: PageHeadProps) {
  const t = useTexts(commonTexts);
  const shell = useTexts(shellTexts);
  const { data } = useAsk("getOverview", {});
  const urgent = data?.openIncidents.some(
    ({ severity }) => severity === "grave" || severity === "suspected-grave",
  );
  const count = data?.openIncidentCount ?? 0;
  useEffect(() => {
    const mark = urgent === true ? shell.suspected : count > 0 ? `(${count}) ` : "";
    document.title = `${mark}${title} — ${t.product}`;
  }, [title, urgent, count, shell, t]);
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
