/** The whole page takes files and folders: an overlay while they hover, and what they hold when they fall. */
import { droppedFiles, type FoundFiles } from "../../text/model/dropped.ts";

export interface DropHandlers {
  /** A file is over the page, or no longer. */
  over: (isOver: boolean) => void;
  drop: (found: FoundFiles) => void;
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
    if (event.dataTransfer) void droppedFiles(event.dataTransfer.items).then(drop);
  });
}
