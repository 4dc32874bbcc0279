/** Hands a file to the person. */
export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has the blob once the click is through; a minute is ample for slow dialogs.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const downloadText = (name: string, text: string, type: string) => download(name, new Blob([text], { type }));

/** A name that tells the file's text at a glance and that every file system takes. */
export function fileName(text: string, what: string, extension: string): string {
  const start = [...text.normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-")]
    .slice(0, 24)
    .join("")
    .replace(/^-+|-+$/g, "");
  return `${["attention", start, what].filter(Boolean).join("-")}.${extension}`;
}
