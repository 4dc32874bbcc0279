/** A location's files. */
import { AttentionError } from "../../engine/errors.ts";
import { BlobFiles } from "./blob-files.ts";
import { FilesSource } from "./source.ts";
import type { OpenModel } from "./types.ts";
import { UrlFiles } from "./url-files.ts";

/** @throws AttentionError `bad_option` for a folder in a browser; nothing is read yet */
export const openModel: OpenModel = (location, platform) => {
  switch (location.kind) {
    case "files":
      return new FilesSource(location, new BlobFiles(location));
    case "url":
      return new FilesSource(location, new UrlFiles(location, platform));
    case "folder":
      if (platform.openFolder) return platform.openFolder(location);
      throw new AttentionError("bad_option", `A browser cannot open the folder ${location.path}: choose its files.`, {
        name: "model",
        got: location.path,
        wanted: "files or an address",
      });
  }
};
