/** The mark: a fire-watch tower with its lamp. */
export function Tower() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" focusable="false">
      <path d="M16 3 6.5 9.6h19z" fill="currentColor" />
      <path d="M10 11h12v4H10z" fill="#ffc166" />
      <path
        d="M8.5 16.2h15M12 16.2 9 29m11-12.8L23 29M11 21.5h10M10 26h12M12 16.2l9.2 9.6m-1.2-9.6-9.2 9.6"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
