import "@digital-go-jp/design-tokens/dist/tokens-simple.css";
import "@fontsource-variable/noto-sans-jp";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/theme.css";
import "./theme/base.css";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { guardSinks } from "./trusted-types.ts";

guardSinks(globalThis);

/** The nonce stands in the page's head; browsers show it to scripts through the property only. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(nonce);

const place = document.querySelector("#root");
if (place !== null)
  createRoot(place).render(
    <StrictMode>
      <App nonce={nonce} />
    </StrictMode>,
  );
