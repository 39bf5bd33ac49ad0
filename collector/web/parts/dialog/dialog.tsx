import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import styles from "./dialog.module.css";

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size?: "lg" | "xl";
  readonly children: ReactNode;
}

/** A dialogue over the page. Its head is no `header`: the page has one banner only. */
export function Dialog({ opened, onClose, title, size = "lg", children }: DialogProps) {
  const t = useTexts(commonTexts);
  return (
    // As a class of Modal.Content it would fall on the layer around it too, and hide the page.
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={size}
      centered
      classNames={{ content: styles["content"] ?? "" }}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        <div className={styles["head"]}>
          <Modal.Title className={styles["title"] ?? ""}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t.close} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
