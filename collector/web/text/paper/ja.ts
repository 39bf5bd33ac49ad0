export const ja = {
  number: (number: string) => `事案番号　${number}`,
  printed: (day: string, name: string) => `${day}　印刷者　${name}`,
  seals: "承認印欄",
  remarks: "所見",
};
