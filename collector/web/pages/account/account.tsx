import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call, CallFailure } from "../../client/call.ts";
import { useAct } from "../../client/queries.ts";
import { useLanguage, useTexts } from "../../language/language-context.tsx";
import { Door } from "../../parts/door/door.tsx";
import { QrCode } from "../../parts/qr-code/qr-code.tsx";
import { View } from "../../parts/view/view.tsx";
import { accountTexts } from "../../text/account/index.ts";
import styles from "./account.module.css";

/** Sets password and second factor of the person named by a one-time link; `link` is the link's secret. */
export function AccountPage({ link }: { readonly link: string }) {
  const t = useTexts(accountTexts);
  const { language } = useLanguage();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [totpCode, setCode] = useState("");
  // Asked once: each asking makes a new secret, and the one on the phone must stay good.
  const begun = useQuery({
    queryKey: ["beginAccount"],
    queryFn: ({ signal }) => call("beginAccount", { body: { link } }, signal),
    staleTime: Infinity,
    refetchInterval: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const finish = useAct("finishAccount", () => location.replace("/"), true);
  const failure = finish.error instanceof CallFailure ? finish.error.sentence[language] : null;
  const differs = again !== "" && again !== password;
  return (
    <Door title={t.title} lead={t.lead} wide>
      <View of={begun}>
        {({ name, email, qr, totpSecret, totpUri }) => (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (!differs) finish.mutate({ body: { link, password, totpCode } });
            }}
          >
            <div className={styles["who"]}>
              <p className={styles["name"]}>{t.forPerson(name)}</p>
              <p className={styles["soft"]}>{t.notYou}</p>
            </div>
            <div className={styles["steps"]}>
              <Stack gap="md" component="section">
                <h2 className={styles["step"]}>{t.stepPassword}</h2>
                {/* A keeper of passwords files the new one under this address. */}
                <TextInput label={t.email} type="email" autoComplete="username" readOnly value={email} />
                <PasswordInput
                  label={t.password}
                  description={t.passwordHint}
                  autoComplete="new-password"
                  required
                  minLength={12}
                  maxLength={200}
                  value={password}
                  onChange={(event) => setPassword(event.currentTarget.value)}
                />
                <PasswordInput
                  label={t.again}
                  autoComplete="new-password"
                  required
                  value={again}
                  error={differs ? t.differs : null}
                  onChange={(event) => setAgain(event.currentTarget.value)}
                />
              </Stack>
              <Stack gap="md" component="section">
                <h2 className={styles["step"]}>{t.stepFactor}</h2>
                <p>{t.factorLead}</p>
                <QrCode picture={qr} label={t.qr} />
                {/* Who reads this on the telephone cannot scan its own screen. */}
                <p>
                  <a href={totpUri}>{t.openApp}</a>
                </p>
                <p className={styles["secret"]}>
                  {t.secret}
                  <code>{totpSecret.replaceAll(/(.{4})/gu, "$1 ").trim()}</code>
                </p>
                <TextInput
                  label={t.code}
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  pattern="\d{6}"
                  maxLength={6}
                  required
                  value={totpCode}
                  onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/gu, ""))}
                />
              </Stack>
            </div>
            {failure === null ? null : (
              <p role="alert" className={styles["failure"]}>
                {failure}
              </p>
            )}
            <Button type="submit" size="md" fullWidth mt="lg" loading={finish.isPending}>
              {t.finish}
            </Button>
          </form>
        )}
      </View>
    </Door>
  );
}
