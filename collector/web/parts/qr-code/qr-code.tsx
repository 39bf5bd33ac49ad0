import { qrPath } from "./qr-path.ts";
import styles from "./qr-code.module.css";

const quiet = 4;

/** A QR code from rows of 0 and 1; always dark on white, as cameras want it. */
export function QrCode({ picture, label }: { readonly picture: string; readonly label: string }) {
  const { side, path } = qrPath(picture);
  if (side === 0) return null;
  const whole = side + quiet * 2;
  return (
    <figure aria-label={label}>
      <svg
        className={styles["code"]}
        viewBox={`${-quiet} ${-quiet} ${whole} ${whole}`}
        aria-hidden="true"
        shapeRendering="crispEdges"
      >
        <rect x={-quiet} y={-quiet} width={whole} height={whole} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
    </figure>
  );
}
