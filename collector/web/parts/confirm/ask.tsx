import { Button, Textarea, type ButtonProps } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Confirm } from "./confirm.tsx";

interface AskProps {
  /** The verb, on the button and in the dialogue. */
  readonly name: string;
  /** What the act does, in a sentence that names the thing. */
  readonly sentence: string;
  /** Label of what has to be written for it. */
  readonly label: string;
  readonly hint?: string;
  readonly max: number;
  readonly busy: boolean;
  readonly variant?: ButtonProps["variant"];
  /** Does the act; `done` closes the dialogue. */
  readonly onAct: (text: string, done: () => void) => void;
  /** What else is asked, above the text. */
  readonly children?: ReactNode;
}

/** A button whose act needs a written reason; the dialogue keeps what was written until the act is done. */
export function Ask({
  name,
  sentence,
  label,
  hint,
  max,
  busy,
  variant = "default",
  onAct,
  children,
}: AskProps) {
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState("");
  const done = (): void => {
    setAsking(false);
    setText("");
  };
  return (
    <>
      <Button variant={variant} onClick={() => setAsking(true)}>
        {name}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={name}
        act={name}
        busy={busy}
        disabled={text.trim() === ""}
        onAct={() => onAct(text, done)}
      >
        <p>{sentence}</p>
        {children}
        <Textarea
          mt="sm"
          label={label}
          description={hint}
          autosize
          minRows={2}
          maxLength={max}
          required
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </Confirm>
    </>
  );
}
