/** The whole page takes files: an overlay while one hovers, and the file when it falls. */
export interface DropHandlers {
  /** A file is over the page, or no longer. */
  over: (isOver: boolean) => void;
  drop: (file: File) => void;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

export function takeDrops({ over, drop }: DropHandlers): void {
  // Every element that is entered tells; the page is left when as many were left as entered.
  let depth = 0;
  const count = (step: number) => (event: DragEvent) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth + step);
    over(depth > 0);
  };
  addEventListener("dragenter", count(1));
  addEventListener("dragleave", count(-1));
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    const file = event.dataTransfer?.files[0];
    if (file) drop(file);
  });
}
