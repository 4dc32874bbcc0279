// One build at a time: two that write the same files at once leave an engine and glue that do not match.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const pollMilliseconds = 200;
let attempts = 0;

/** Makes `file` with the owner's process number in it, whole or not at all; false where it is there already. */
function take(file) {
  const own = `${file}.${process.pid}.${++attempts}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

function ownerOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function isRunning(owner) {
  try {
    process.kill(Number(owner), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Removes the lock that a process left behind when it was stopped; one that was taken meanwhile is put back. */
function clear(file, owner) {
  const aside = `${file}.${process.pid}.${++attempts}`;
  try {
    renameSync(file, aside);
    if (ownerOf(aside) !== owner) linkSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}

/** Runs `work` while no other process holds the lock `file`; waits for one that does, and says so once. */
export async function locked(file, work, say = (line) => console.log(line)) {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let saidFor = ""; !take(file);) {
    const owner = ownerOf(file);
    if (owner === null) continue;
    if (!isRunning(owner)) {
      clear(file, owner);
      continue;
    }
    if (owner !== saidFor) say(`build: waiting for the build of process ${owner}`);
    saidFor = owner;
    await pause(pollMilliseconds);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
