import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTexts } from "../../language/language-context.tsx";
import { commonTexts } from "../../text/common/index.ts";
import { Dialog } from "../dialog/dialog.tsx";

interface ConfirmProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** The verb of the act; there is no OK. */
  readonly act: string;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly onAct: () => void;
  readonly children: ReactNode;
}

/** Asks before an act, in a sentence that names the thing, or for what the act needs. */
export function Confirm({ opened, onClose, title, act, busy, disabled, onAct, children }: ConfirmProps) {
  const t = useTexts(commonTexts);
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAct();
        }}
      >
        {children}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" loading={busy ?? false} disabled={disabled ?? false}>
            {act}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
