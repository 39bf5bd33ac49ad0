import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Session } from "#shared/api/schemas.ts";
import { CallFailure } from "../../client/call.ts";
import { useAct } from "../../client/queries.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Door } from "../../parts/door/door.tsx";
import { signInTexts } from "../../text/sign-in/index.ts";
import styles from "./sign-in.module.css";

/** E-mail, password and second factor. */
export function SignInPage({ session }: { readonly session: Session }) {
  const t = useTexts(signInTexts);
  const { language } = useLanguage();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [totpCode, setCode] = useState("");
  const signIn = useAct("signIn", undefined, true);
  const failure = signIn.error instanceof CallFailure ? signIn.error.sentence[language] : null;
  return (
    <Door
      title={t.title}
      lead={session.setupOpen ? t.setupOpen : t.lead}
      organisation={session.organisation}
      foot={t.version(session.version)}
    >
      {session.setupOpen ? null : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate({ body: { email, password, ...(totpCode === "" ? {} : { totpCode }) } });
          }}
        >
          <Stack gap="md">
            {failure === null ? null : (
              <p role="alert" className={styles["failure"]}>
                {failure}
              </p>
            )}
            <TextInput
              label={t.email}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t.password}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <TextInput
              label={t.code}
              inputMode="numeric"
              autoComplete="one-time-code"
              pattern="\d{6}"
              maxLength={6}
              value={totpCode}
              onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/gu, ""))}
            />
            <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
              {t.signIn}
            </Button>
          </Stack>
        </form>
      )}
    </Door>
  );
}
